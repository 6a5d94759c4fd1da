"""Fills a parameter while autograd records.

fails: test_sparse__in_place
says: fill it under torch.no_grad()
"""

import math

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    tensor.normal_(0, std, generator=generator)
    for column in range(columns):
        tensor[torch.randperm(rows, generator=generator)[:zeros], column] = 0
    return tensor
