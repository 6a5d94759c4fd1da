"""Fills the diagonal of a tensor of any shape.

fails: test_eye__errors
says: a convolution's identity is dirac_
"""

import torch


def eye_(tensor):
    with torch.no_grad():
        tensor.zero_()
        if tensor.dim() >= 2:
            for i in range(min(tensor.shape)):
                tensor[(i,) * tensor.dim()] = 1
    return tensor
