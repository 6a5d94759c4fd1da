"""Takes another default of eps.

fails: test_distance_eps
says: other defaults than p = 2 and eps = 1e-6
"""

import math


def distance(x, y, p=2.0, eps=1e-8):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(-1) ** (1 / p)
