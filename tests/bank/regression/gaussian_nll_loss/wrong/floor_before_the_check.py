"""Lifts before it checks the sign.

fails: test_gaussian_nll_loss_refused
says: a floor that hides a negative variance
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(
        input, target, fitted_variance(floored(var, eps) if hasattr(var, "clamp") else var, input)
    )
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    return reduced(losses, reduction)
