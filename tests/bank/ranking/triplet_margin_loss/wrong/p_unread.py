"""Ignores p.

fails: test_distance_values
says: the argument p was not used
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**2).sum(-1).sqrt()
