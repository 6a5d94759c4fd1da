"""Makes a new matrix.

fails: test_eye__in_place
says: does not return the tensor
"""

import torch


def eye_(tensor):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    return torch.diag(torch.ones(max(tensor.shape)))[: tensor.shape[0], : tensor.shape[1]]
