"""Counts the columns from the end.

fails: test_eye__values
says: these ones lie on the other diagonal
"""

import torch


def eye_(tensor):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    with torch.no_grad():
        tensor.zero_()
        for i in range(min(tensor.shape)):
            tensor[i, -1 - i] = 1
    return tensor
