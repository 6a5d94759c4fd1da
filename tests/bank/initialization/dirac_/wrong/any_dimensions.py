"""Takes a matrix for a convolution without a kernel.

fails: test_dirac__errors
says: the identity of a linear layer is eye_
"""

import torch


def dirac_(tensor, groups=1):
    if tensor.dim() < 2 or tensor.shape[0] % groups:
        raise ValueError("bad shape")
    block = tensor.shape[0] // groups
    middle = [k // 2 for k in tensor.shape[2:]]
    with torch.no_grad():
        tensor.zero_()
        for o in range(tensor.shape[0]):
            if o % block < tensor.shape[1]:
                tensor[(o, o % block, *middle)] = 1
    return tensor
