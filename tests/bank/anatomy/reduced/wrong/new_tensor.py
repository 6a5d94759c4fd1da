"""Makes a new tensor of the result.

fails: test_reduced_random
says: cut the graph
"""

import torch


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "none":
        return losses
    if reduction == "sum":
        return torch.tensor(losses.sum().item())
    if reduction == "mean":
        return torch.tensor(losses.mean().item())
    raise ValueError(reduction)
