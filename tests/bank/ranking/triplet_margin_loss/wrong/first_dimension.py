"""Sums over the batch.

fails: test_distance_values
says: has the wrong shape
also: a sum over the wrong dimension
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(0) ** (1 / p)
