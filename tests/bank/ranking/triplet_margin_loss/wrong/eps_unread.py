"""Ignores eps.

fails: test_distance_eps
says: the argument eps was not used
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(-1) ** (1 / p)
