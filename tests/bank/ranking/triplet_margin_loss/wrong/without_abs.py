"""Forgets the absolute value.

fails: test_distance_values
says: without abs() an odd p
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return ((x - y + eps) ** p).sum(-1) ** (1 / p)
