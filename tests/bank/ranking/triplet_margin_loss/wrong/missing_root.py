"""Forgets the root.

fails: test_distance_values
says: the root is missing
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(-1)
