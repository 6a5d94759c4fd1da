"""Takes the square root for every p.

fails: test_distance_values
says: for any p it is the p-th root
"""

import math


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    if p == math.inf:
        return size.amax(-1)
    return (size**p).sum(-1).sqrt()
