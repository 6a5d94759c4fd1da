"""Puts the one at the kernel's first place.

fails: test_dirac__values
says: the ones lie at the kernel's first place
"""

import torch


def dirac_(tensor, groups=1):
    if tensor.dim() not in (3, 4, 5) or tensor.shape[0] % groups:
        raise ValueError("bad shape")
    block = tensor.shape[0] // groups
    with torch.no_grad():
        tensor.zero_()
        for o in range(tensor.shape[0]):
            if o % block < tensor.shape[1]:
                tensor[(o, o % block, *[0] * (tensor.dim() - 2))] = 1
    return tensor
