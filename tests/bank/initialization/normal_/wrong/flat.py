"""Uniform numbers with the right mean and std.

fails: test_normal__distribution
says: these are uniform numbers with the right mean and std
"""

import math

import torch


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    if std < 0:
        raise ValueError("std < 0")
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
        return tensor.copy_(mean + std * math.sqrt(12) * (u - 0.5))
