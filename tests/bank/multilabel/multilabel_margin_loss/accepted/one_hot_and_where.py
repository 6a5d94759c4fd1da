"""Sums one-hot codes; picks the pairs with where."""

import torch
from torch.nn import functional as F


def label_counts(target):
    ended = (target == -1).long().cumsum(-1) > 0
    codes = F.one_hot(target.masked_fill(ended, 0), target.shape[-1])
    return (codes * ~ended[..., None]).sum(-2)


def pair_hinges(input):
    short = 1 - (input[..., :, None] - input[..., None, :])
    return torch.where(short > 0, short, torch.zeros_like(short))


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    if input.dim() == 0:
        input, target = input.reshape(1), target.reshape(1)
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    if (target < -1).any() or (target >= input.shape[-1]).any():
        raise ValueError("not a label")
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    counts = label_counts(target).to(input.dtype)
    losses = torch.einsum(
        "...j,...i,...ji->...", counts, (counts == 0).to(input.dtype), pair_hinges(input)
    )
    losses = losses / input.shape[-1]
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.mean()
    raise ValueError(reduction)
