"""Clamps the logarithms and leaves the slope to autograd."""

import torch


def clamped_logs(p):
    floor = torch.full_like(p, -100)
    return torch.maximum(p.log(), floor), torch.maximum(torch.log1p(-p), floor)


def slope(p, y):
    variance = p - p * p
    return (p - y) / torch.where(variance < 1e-12, 1e-12, variance)


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if input.shape != target.shape:
        raise ValueError("shapes")
    both = torch.stack([input, target])
    if both.numel() and not (both.amin() >= 0 and both.amax() <= 1):
        raise ValueError("no probabilities")
    losses = bernoulli_nll(input, target)
    if weight is not None:
        losses = losses * weight.expand_as(losses)
    return reduced(losses, reduction, size_average, reduce)
