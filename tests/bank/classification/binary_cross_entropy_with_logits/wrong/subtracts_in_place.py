"""Uses torch's order of terms, and subtracts 1 from pos_weight in place.

fails: test_binary_cross_entropy_with_logits_dtype
says: the function changed its argument pos_weight
also: makes the losses larger than the input
"""

import torch


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    factor = torch.ones_like(input)
    if pos_weight is not None:
        pos_weight -= 1
        factor = factor + pos_weight * target
    losses = (1 - target) * input + factor * softplus(-input)
    if weight is not None:
        losses = losses * weight.expand(input.shape)
    return reduced(losses, reduction, size_average, reduce)
