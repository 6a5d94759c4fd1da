"""Makes a weight of every entry."""

import torch


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    full = torch.ones_like(input)
    if weight is not None:
        if weight.shape != input.shape[-1:]:
            raise ValueError("one weight for each column")
        full = full * weight
    losses = log_cosh(input - target) * full
    if reduction == "mean":
        return losses.sum() / full.sum()
    return reduced(losses, reduction)
