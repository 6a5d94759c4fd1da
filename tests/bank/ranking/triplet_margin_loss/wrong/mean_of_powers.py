"""Takes the mean.

fails: test_distance_values
says: you took the mean of the powers
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**p).mean(-1) ** (1 / p)
