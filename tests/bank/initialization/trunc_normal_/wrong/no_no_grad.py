"""Fills a parameter while autograd records.

fails: test_trunc_normal__in_place
says: fill it under torch.no_grad()
"""

from statistics import NormalDist

import torch


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    normal = NormalDist(mean, std)
    low, high = normal.cdf(a), normal.cdf(b)
    u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
    return tensor.copy_((mean + std * torch.special.ndtri(low + (high - low) * u)).clamp(a, b))
