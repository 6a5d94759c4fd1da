"""Scales normal columns to length 1.

fails: test_orthogonal__columns
says: columns of length 1 that are not orthogonal
"""

import torch


def orthogonal_(tensor, gain=1, generator=None):
    if tensor.dim() < 2:
        raise ValueError("no matrix")
    if tensor.numel() == 0:
        return tensor
    draw = torch.randn(tensor.shape, dtype=tensor.dtype, generator=generator).flatten(1)
    q = draw / draw.norm(dim=0)
    with torch.no_grad():
        return tensor.copy_(gain * q.reshape(tensor.shape))
