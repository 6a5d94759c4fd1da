"""Throws a coin for each entry.

fails: test_sparse__zeros
says: a coin for each entry
"""

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    with torch.no_grad():
        tensor.normal_(0, std, generator=generator)
        return tensor.masked_fill_(torch.rand(tensor.shape, generator=generator) < sparsity, 0)
