"""Divides by the batch size.

fails: test_gaussian_nll_loss_shapes
says: you divided by the number of rows
"""

import math


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    losses = gaussian_nll(input, target, floored(fitted_variance(var, input), eps))
    if full:
        losses = losses + math.log(2 * math.pi) / 2
    if losses.dim() == 2 and reduction == "mean":
        return losses.sum() / len(losses)
    return reduced(losses, reduction)
