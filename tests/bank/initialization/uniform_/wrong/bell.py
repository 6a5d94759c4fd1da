"""Draws normal numbers with the mean and the std of the interval.

fails: test_uniform__distribution
says: these are normal draws
also: no bounds
"""

import math

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
        std = (b - a) / math.sqrt(12)
        return tensor.copy_((a + b) / 2 + std * torch.special.ndtri(u))
