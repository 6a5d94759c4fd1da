"""Averages Python numbers.

fails: test_hinge_embedding_loss_random
says: the gradient of input is missing
also: reduction was used; it is not read
"""

import torch


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    losses = pair_loss(input, target, margin)
    if reduction == "mean":
        return torch.tensor(losses.mean().item(), dtype=input.dtype)
    return reduced(losses, reduction, size_average, reduce)
