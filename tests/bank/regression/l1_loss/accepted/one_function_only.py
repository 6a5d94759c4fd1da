"""Defines the whole loss alone, by max and min."""

import torch


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    if weight is not None and weight.size() != input.size():
        raise ValueError(f"weight: expected {input.size()}, got {weight.size()}")
    losses = torch.maximum(input, target) - torch.minimum(input, target)
    if weight is not None:
        losses = losses * weight
    if weight is None or reduce is False or size_average is False:
        return reduced(losses, reduction, size_average, reduce)
    if reduction != "mean" and size_average is None and reduce is None:
        return reduced(losses, reduction)
    return losses.sum() / weight.sum()
