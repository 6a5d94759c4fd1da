"""Works on its argument.

fails: test_distance_values
says: changed its argument x
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = x.sub_(y).add_(eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(-1) ** (1 / p)
