"""Every word but none and sum is a mean.

fails: test_gaussian_nll_loss_refused
says: an else branch that takes every other word
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps))
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    if reduction not in ("none", "sum"):
        reduction = "mean"
    return reduced(losses, reduction)
