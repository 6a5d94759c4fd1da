"""Draws float32 numbers, whatever the tensor's dtype.

fails: test_uniform__generator
says: torch.rand draws float32 numbers
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    with torch.no_grad():
        return tensor.copy_(a + (b - a) * torch.rand(tensor.shape, generator=generator))
