"""Leaves the gain out at the last layer instead of the first.

fails: test_layer_stds_gain
says: the LAST layer got no gain
"""

import math


def layer_stds(shapes, activation, mode="fan_in"):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(mode)
    left = float(mean_square(activation))
    if left == 0:
        raise ValueError("nothing is left")
    fans = [shape[1 if mode == "fan_in" else 0] for shape in shapes]
    return [1 / math.sqrt(fan * left) for fan in fans[:-1]] + [1 / math.sqrt(fans[-1])]
