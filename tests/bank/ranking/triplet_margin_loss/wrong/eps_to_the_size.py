"""Adds eps behind the absolute value.

fails: test_distance_eps
says: you added ε to the absolute value
also: ε belongs to the difference, not to its absolute value
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y).abs() + eps
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(-1) ** (1 / p)
