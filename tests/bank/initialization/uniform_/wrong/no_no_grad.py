"""Fills a parameter while autograd records.

fails: test_uniform__in_place
says: fill it under torch.no_grad()
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    return tensor.copy_(a + (b - a) * torch.rand(tensor.shape, generator=generator))
