"""Rounds p to a whole number.

fails: test_distance_random
says: a rule that holds for one p only
also: the root of 0 has an infinite slope
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    p = max(int(p), 1)
    return (size**p).sum(-1) ** (1 / p)
