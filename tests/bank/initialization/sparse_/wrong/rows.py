"""Counts the zeros in rows.

fails: test_sparse__zeros
says: zeros counted in rows
"""

import math

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * columns)
    with torch.no_grad():
        tensor.normal_(0, std, generator=generator)
        for row in range(rows):
            tensor[row, torch.randperm(columns, generator=generator)[:zeros]] = 0
    return tensor
