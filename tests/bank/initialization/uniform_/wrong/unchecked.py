"""Turns the interval around in silence.

fails: test_uniform__errors
says: (b - a) is negative
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=tensor.dtype, generator=generator)
        return tensor.copy_(a + (b - a) * u)
