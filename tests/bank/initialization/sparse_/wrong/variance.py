"""Takes std for a variance.

fails: test_sparse__moments
says: you took std for a variance
"""

import math

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with torch.no_grad():
        tensor.normal_(0, math.sqrt(std), generator=generator)
        for column in range(columns):
            tensor[torch.randperm(rows, generator=generator)[:zeros], column] = 0
    return tensor
