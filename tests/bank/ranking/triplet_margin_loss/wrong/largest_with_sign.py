"""Takes the largest difference with its sign.

fails: test_distance_values
says: you took the largest coordinate with its sign
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return (x - y + eps).amax(-1)
    return (size**p).sum(-1) ** (1 / p)
