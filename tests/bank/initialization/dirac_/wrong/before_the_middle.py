"""Rounds the middle down for even sizes.

fails: test_dirac__values
says: a one beside the middle
"""

import torch


def dirac_(tensor, groups=1):
    if tensor.dim() not in (3, 4, 5) or tensor.shape[0] % groups:
        raise ValueError("bad shape")
    block = tensor.shape[0] // groups
    middle = [(k - 1) // 2 for k in tensor.shape[2:]]
    with torch.no_grad():
        tensor.zero_()
        for o in range(tensor.shape[0]):
            if o % block < tensor.shape[1]:
                tensor[(o, o % block, *middle)] = 1
    return tensor
