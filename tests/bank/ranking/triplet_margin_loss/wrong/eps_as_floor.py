"""Takes eps for a floor.

fails: test_distance_eps
says: a floor is not a sum
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y).abs().clamp(min=eps)
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(-1) ** (1 / p)
