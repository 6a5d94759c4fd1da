"""Takes the variance out of the graph.

fails: test_gaussian_nll_loss_random
says: the gradient of var is missing
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps).detach())
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    return reduced(losses, reduction)
