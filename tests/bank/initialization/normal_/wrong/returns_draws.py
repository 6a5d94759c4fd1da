"""Fills, and returns the draws instead of the tensor.

fails: test_normal__in_place
says: does not return the tensor
"""

import torch


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    if std < 0:
        raise ValueError("std < 0")
    with torch.no_grad():
        z = torch.special.ndtri(torch.rand(tensor.shape, dtype=torch.float64, generator=generator))
        tensor.copy_(mean + std * z)
        return mean + std * z
