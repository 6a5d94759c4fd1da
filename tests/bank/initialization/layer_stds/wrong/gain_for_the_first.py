"""Gives the first layer a gain, too.

fails: test_layer_stds_gain
says: no activation comes before the first layer
"""

import math


def layer_stds(shapes, activation, mode="fan_in"):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(mode)
    left = float(mean_square(activation))
    if left == 0:
        raise ValueError("nothing is left")
    return [1 / math.sqrt(shape[1 if mode == "fan_in" else 0] * left) for shape in shapes]
