"""Makes the variances without a dtype.

fails: test_gaussian_nll_loss_dtype
says: the loss is not right
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    input, target = input.float(), target.float()
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps))
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    return reduced(losses, reduction)
