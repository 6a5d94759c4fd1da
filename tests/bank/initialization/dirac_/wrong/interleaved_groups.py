"""Deals the outputs out to the groups in turn.

fails: test_dirac__groups
says: the blocks are contiguous
"""

import torch


def dirac_(tensor, groups=1):
    if tensor.dim() not in (3, 4, 5) or tensor.shape[0] % groups:
        raise ValueError("bad shape")
    middle = [k // 2 for k in tensor.shape[2:]]
    with torch.no_grad():
        tensor.zero_()
        for o in range(tensor.shape[0]):
            if o // groups < tensor.shape[1]:
                tensor[(o, o // groups, *middle)] = 1
    return tensor
