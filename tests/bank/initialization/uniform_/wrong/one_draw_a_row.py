"""Draws one number for each row.

fails: test_uniform__distribution
says: few different numbers
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    shape = (*tensor.shape[:-1], 1)
    with torch.no_grad():
        u = torch.rand(shape, dtype=tensor.dtype, generator=generator)
        return tensor.copy_((a + (b - a) * u).expand(tensor.shape))
