"""Spreads between -b and b.

fails: test_uniform__moments
says: spread evenly between -b and b
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=tensor.dtype, generator=generator)
        return tensor.copy_(b * (2 * u - 1))
