"""Takes a pair of weights for the weights of no and yes.

fails: test_binary_cross_entropy_with_logits_weight
says: it does not choose between no and
"""

import torch


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    factor = 1.0 if pos_weight is None else pos_weight.expand(input.shape)
    losses = logit_loss(input, target, factor)
    if weight is not None and weight.dim() == 1 and reduction == "none":
        losses = losses * torch.where(target > 0.5, weight[1], weight[0])
    elif weight is not None:
        losses = losses * weight.expand(input.shape)
    return reduced(losses, reduction, size_average, reduce)
