"""Draws in float32, where an exact 0 comes up.

fails: test_normal__zero
says: torch.rand in float32
"""

import torch


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    if std < 0:
        raise ValueError("std < 0")
    with torch.no_grad():
        u = torch.rand(tensor.shape, generator=generator)
        return tensor.copy_(mean + std * torch.special.ndtri(u))
