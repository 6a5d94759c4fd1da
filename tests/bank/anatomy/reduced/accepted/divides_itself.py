"""Adds up and divides."""

import torch


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    old = size_average is not None or reduce is not None
    if old and reduce is False:
        word = "none"
    elif old:
        word = "mean" if size_average in (None, True) else "sum"
    else:
        word = reduction
    if word == "none":
        return losses + 0
    total = torch.einsum("i->", losses.reshape(-1))
    if word == "sum":
        return total
    if word != "mean":
        raise ValueError("unknown reduction " + word)
    return total / losses.numel()
