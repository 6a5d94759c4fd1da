"""Draws the rows once, for all columns.

fails: test_sparse__places
says: the zeros lie in the same rows in every column
"""

import math

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    rows = tensor.shape[0]
    places = torch.randperm(rows, generator=generator)[: math.ceil(sparsity * rows)]
    with torch.no_grad():
        tensor.normal_(0, std, generator=generator)
        tensor[places] = 0
    return tensor
