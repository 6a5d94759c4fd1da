"""Masks with one-hot codes; words by hand."""

import torch
from torch.nn import functional as F


def leads(input, target):
    own = F.one_hot(target, input.shape[-1]).to(input.dtype)
    return torch.einsum("...c,...c->...", own, input)[..., None] - input


def hinges(lead, target, p=1, margin=1.0):
    own = F.one_hot(target, lead.shape[-1]).bool()
    short = margin - lead
    return torch.where(own | (short <= 0), torch.zeros_like(short), short**p)


def multi_margin_loss(
    input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if input.dim() == 1 and target.shape == (1,):
        input = input[None]
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if p not in (1, 2):
        raise ValueError(f"p={p}")
    if list(target.shape) != list(input.shape)[:-1]:
        raise ValueError("targets do not fit")
    classes = input.size(-1)
    if target.numel() and (target.min() < 0 or target.max() >= classes):
        raise IndexError("no such class")
    if weight is not None and list(weight.shape) != [classes]:
        raise ValueError("weights do not fit")
    losses = hinges(leads(input, target), target, p, margin).sum(dim=-1) / classes
    if weight is not None:
        losses = losses * weight.index_select(0, target.reshape(-1)).reshape(losses.shape)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.sum() / max(1, losses.numel())
    raise ValueError(reduction)
