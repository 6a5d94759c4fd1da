"""Indexes rows and columns with slices, which names every entry.

fails: test_eye__values
says: there are ones everywhere
"""

import torch


def eye_(tensor):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    k = min(tensor.shape)
    with torch.no_grad():
        tensor.zero_()
        tensor[:k, :k] = 1
        tensor[k:, :] = 1
        tensor[:, k:] = 1
    return tensor
