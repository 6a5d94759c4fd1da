"""Shuffles the rows of each column with torch's global state, as torch does."""

import math

import torch


@torch.no_grad()
def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.ndim != 2:
        raise ValueError(f"{tensor.ndim} dimensions")
    n = math.ceil(tensor.size(0) * sparsity)
    tensor.normal_(std=std, generator=generator)
    for column in tensor.unbind(1):
        column[torch.randperm(len(column))[:n]] = 0
    return tensor
