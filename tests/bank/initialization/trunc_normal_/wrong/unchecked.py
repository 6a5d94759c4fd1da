"""Takes an interval that is the wrong way round.

fails: test_trunc_normal__errors
says: a loop that waits for a draw inside
"""

from statistics import NormalDist

import torch


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    normal = NormalDist(mean, std)
    low, high = normal.cdf(a), normal.cdf(b)
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
        return tensor.copy_((mean + std * torch.special.ndtri(low + (high - low) * u)).clamp(a, b))
