"""Stretches what is left until it has std again.

fails: test_trunc_normal__moments
says: until they had std again
also: a stretch behind the cut
"""

from statistics import NormalDist

import torch


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    normal = NormalDist(mean, std)
    low, high = normal.cdf(a), normal.cdf(b)
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
        values = mean + std * torch.special.ndtri(low + (high - low) * u)
        center = values.mean()
        return tensor.copy_(center + (values - center) / values.std() * std)
