"""Picks the 0 after the root.

fails: test_distance_equal
says: Picking a 0 afterwards does not help
"""

import math

import torch


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    total = (size**p).sum(-1)
    return torch.where(total == 0, 0, total ** (1 / p))
