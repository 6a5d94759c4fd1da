"""Cuts the graph.

fails: test_distance_equal
says: the gradient of x is missing
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(-1).detach() ** (1 / p)
