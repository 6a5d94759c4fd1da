"""Puts the bell into the middle of the bounds.

fails: test_trunc_normal__distribution
says: a bell curve around the middle of [a, b]
"""

from statistics import NormalDist

import torch


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    if not a <= mean <= b:
        mean = (a + b) / 2
    normal = NormalDist(mean, std)
    low, high = normal.cdf(a), normal.cdf(b)
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
        return tensor.copy_((mean + std * torch.special.ndtri(low + (high - low) * u)).clamp(a, b))
