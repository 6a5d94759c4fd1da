"""Zeros where a column's smallest random numbers stand."""

import math

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    z = torch.randn(tensor.shape, dtype=tensor.dtype, generator=generator) * std
    u = torch.rand(tensor.shape, generator=generator)
    rank = u.argsort(dim=0).argsort(dim=0)
    with torch.no_grad():
        return tensor.copy_(z.masked_fill(rank < math.ceil(sparsity * len(tensor)), 0))
