"""Cuts the loss off at 0.

fails: test_gaussian_nll_loss_zero_variance
says: a loss may be negative
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps))
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    losses = losses.clamp(min=0)
    return reduced(losses, reduction)
