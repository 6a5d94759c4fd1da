"""Adds a tiny number under the root.

fails: test_distance_equal
says: an ε that is not in each coordinate
also: an ε of your own
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return ((size**p).sum(-1) + 1e-12) ** (1 / p)
