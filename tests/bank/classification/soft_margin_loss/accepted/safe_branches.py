"""Two branches, each on numbers that are safe for it."""

import torch


def log_one_plus_exp(u):
    right = u > 0
    a = torch.where(right, u, torch.zeros_like(u))
    c = torch.where(right, torch.zeros_like(u), u)
    return torch.where(right, a + torch.log1p(torch.exp(-a)), torch.log1p(torch.exp(c)))


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    if torch.broadcast_shapes(input.shape, target.shape) != input.shape:
        raise ValueError(f"target {target.shape} does not fit input {input.shape}")
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    losses = log_one_plus_exp(-(input * target))
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.sum() / losses.numel()
    raise ValueError(f"no reduction {reduction}")
