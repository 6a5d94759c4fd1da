"""Clamps in sight of autograd.

fails: test_gaussian_nll_loss_zero_variance
says: the gradient of var is not right
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(input, target, fitted_variance(var, input).clamp(min=eps * (1 + 1e-6)))
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    return reduced(losses, reduction)
