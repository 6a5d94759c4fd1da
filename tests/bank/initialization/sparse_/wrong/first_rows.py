"""Sets the first rows to 0.

fails: test_sparse__places
says: the fraction of zeros in each row is not right
also: the zeros lie in the same rows
"""

import math

import torch


def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    with torch.no_grad():
        tensor.normal_(0, std, generator=generator)
        tensor[: math.ceil(sparsity * len(tensor))] = 0
    return tensor
