"""Stretches by b.

fails: test_uniform__moments
says: the interval has the length b - a
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=tensor.dtype, generator=generator)
        return tensor.copy_(a + b * u)
