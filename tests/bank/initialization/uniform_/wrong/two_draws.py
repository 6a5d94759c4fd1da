"""Adds two draws, which makes a triangle.

fails: test_uniform__distribution
says: the sum of two uniform numbers is not uniform
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=tensor.dtype, generator=generator)
        v = torch.rand(tensor.shape, dtype=tensor.dtype, generator=generator)
        return tensor.copy_(a + (b - a) * (u + v) / 2)
