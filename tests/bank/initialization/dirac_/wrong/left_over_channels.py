"""Lets groups pass that do not divide the outputs.

fails: test_dirac__errors
says: a block size that // rounded down
"""

import torch


def dirac_(tensor, groups=1):
    if tensor.dim() not in (3, 4, 5):
        raise ValueError("bad shape")
    block = tensor.shape[0] // groups
    middle = [k // 2 for k in tensor.shape[2:]]
    with torch.no_grad():
        tensor.zero_()
        for g in range(groups):
            for c in range(min(block, tensor.shape[1])):
                tensor[(g * block + c, c, *middle)] = 1
    return tensor
