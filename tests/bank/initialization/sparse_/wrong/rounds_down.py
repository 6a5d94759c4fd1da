"""Rounds the number of zeros down.

fails: test_sparse__zeros
says: you rounded down
"""

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    rows, columns = tensor.shape
    with torch.no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            places = torch.randperm(rows, generator=generator)[: int(sparsity * rows)]
            tensor[places, column] = 0
    return tensor
