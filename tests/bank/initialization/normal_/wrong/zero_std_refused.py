"""Refuses a std of 0.

fails: test_normal__errors
says: std must be positive
"""

import torch


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    if std <= 0:
        raise ValueError("std must be positive")
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
        return tensor.copy_(mean + std * torch.special.ndtri(u))
