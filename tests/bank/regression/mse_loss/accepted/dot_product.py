"""Sums with einsum and dot products, and counts by itself."""

import torch


def mse_gradient(input, target):
    count = 1
    for length in input.shape:
        count = count * length
    return (input - target).mul(2.0).div(count)


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    if reduce is False:
        word = "none"
    elif size_average is False:
        word = "sum"
    elif reduce or size_average:
        word = "mean"
    else:
        word = reduction
    if word not in ["none", "sum", "mean"]:
        raise ValueError(f"what is {word}?")
    d = torch.sub(input, target)
    factors = torch.ones_like(d)
    count = factors.sum()
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError("weight and input differ in shape")
        factors = weight.expand(d.shape)
        count = weight.sum()
    if word == "none":
        return factors * d * d
    total = torch.einsum("i,i,i->", factors.reshape(-1), d.reshape(-1), d.reshape(-1))
    return total if word == "sum" else total / count
