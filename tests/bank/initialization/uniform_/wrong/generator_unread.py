"""Does not hand the generator on.

fails: test_uniform__generator
says: one seed gave two tensors
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    with torch.no_grad():
        return tensor.copy_(a + (b - a) * torch.rand(tensor.shape, dtype=tensor.dtype))
