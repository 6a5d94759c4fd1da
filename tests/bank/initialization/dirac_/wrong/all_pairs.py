"""Passes every input on to every output.

fails: test_dirac__values
says: every output adds up all inputs
"""

import torch


def dirac_(tensor, groups=1):
    if tensor.dim() not in (3, 4, 5) or tensor.shape[0] % groups:
        raise ValueError("bad shape")
    with torch.no_grad():
        tensor.zero_()
        middle = tuple(k // 2 for k in tensor.shape[2:])
        tensor[(slice(None), slice(None), *middle)] = 1
    return tensor
