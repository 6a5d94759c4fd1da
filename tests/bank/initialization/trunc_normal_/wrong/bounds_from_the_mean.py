"""Measures the bounds from the mean.

fails: test_trunc_normal__bounds
says: bounds that are measured from the mean
"""

from statistics import NormalDist

import torch


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    low, high = NormalDist(0, std).cdf(a), NormalDist(0, std).cdf(b)
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
        return tensor.copy_(mean + std * torch.special.ndtri(low + (high - low) * u))
