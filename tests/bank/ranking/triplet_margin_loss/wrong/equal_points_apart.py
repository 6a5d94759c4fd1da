"""Treats equal points apart, ε or not.

fails: test_distance_equal
says: without ε in the difference the gradient is 0
"""

import math

import torch


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    total = (size**p).sum(-1)
    same = (x == y).all(-1)
    return torch.where(same, total.detach() ** (1 / p), (total + same) ** (1 / p))
