"""Keeps the forecasts away from 0 and 1, in place.

fails: test_binary_cross_entropy_dtype
says: the function changed its argument input
"""

import torch


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    for values in (input, target):
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError("range")
    with torch.no_grad():
        input.clamp_(1e-7, 1 - 1e-7)
    losses = bernoulli_nll(input, target)
    if weight is not None:
        losses = losses * weight.expand(input.shape)
    return reduced(losses, reduction, size_average, reduce)
