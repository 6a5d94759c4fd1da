"""Fills the diagonal instead of the whole tensor.

fails: test_ones__values
says: the tensor is not right
"""

import torch


def ones_(tensor):
    with torch.no_grad():
        tensor.fill_(0)
        if tensor.dim() == 2:
            tensor.fill_diagonal_(1)
    return tensor
