"""Ignores full.

fails: test_gaussian_nll_loss_arguments
says: the argument full was not used
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps))
    return reduced(losses, reduction)
