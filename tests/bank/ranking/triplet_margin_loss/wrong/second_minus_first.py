"""Subtracts the other way round.

fails: test_distance_eps
says: you took y - x, or subtracted ε
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (y - x + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(-1) ** (1 / p)
