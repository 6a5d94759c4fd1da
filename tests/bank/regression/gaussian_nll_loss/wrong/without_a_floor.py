"""Forgets the floor.

fails: test_gaussian_nll_loss_zero_variance
says: lift the variance to eps first
also: the argument eps was not used
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(input, target, fitted_variance(var, input))
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    return reduced(losses, reduction)
