"""Shifts, then stretches.

fails: test_normal__moments
says: you stretched the mean, too
"""

import torch


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    if std < 0:
        raise ValueError("std < 0")
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
        return tensor.copy_((mean + torch.special.ndtri(u)) * std)
