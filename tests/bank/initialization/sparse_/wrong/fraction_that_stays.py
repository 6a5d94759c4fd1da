"""Takes sparsity for the fraction that stays.

fails: test_sparse__zeros
says: this is the number of entries that stay
"""

import math

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    rows, columns = tensor.shape
    kept = math.ceil(sparsity * rows)
    with torch.no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            tensor[torch.randperm(rows, generator=generator)[kept:], column] = 0
    return tensor
