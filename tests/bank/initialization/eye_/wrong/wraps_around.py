"""Fills the diagonal again and again in a tall matrix.

fails: test_eye__values
says: wraps around in a tall matrix
"""

import torch


def eye_(tensor):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    with torch.no_grad():
        tensor.zero_()
        for i in range(tensor.shape[0]):
            tensor[i, i % tensor.shape[1]] = 1
    return tensor
