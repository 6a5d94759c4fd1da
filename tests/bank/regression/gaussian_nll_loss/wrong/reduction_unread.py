"""Always the mean.

fails: test_gaussian_nll_loss_arguments
says: the argument reduction was not used
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps))
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    return losses.mean()
