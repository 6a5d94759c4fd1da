"""Lifts the variance in place.

fails: test_gaussian_nll_loss_dtype
says: changed its argument var
also: a floor that hides a negative variance
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    if hasattr(var, "data"):
        var.data.clamp_(min=eps)
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps))
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    return reduced(losses, reduction)
