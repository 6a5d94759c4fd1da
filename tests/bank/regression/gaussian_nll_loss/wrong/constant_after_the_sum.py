"""Adds the constant once.

fails: test_gaussian_nll_loss_arguments
says: the constant was added once
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps))
    return reduced(losses, reduction) + (math.log(2 * math.pi) / 2 if full else 0)
