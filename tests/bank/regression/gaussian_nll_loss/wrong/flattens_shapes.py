"""Gives the target the shape of the input.

fails: test_gaussian_nll_loss_shapes
says: a shape that was forced
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    if target.numel() == input.numel():
        target = target.reshape(input.shape)
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps))
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    return reduced(losses, reduction)
