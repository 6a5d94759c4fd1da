"""Multiplies by the mean square.

fails: test_layer_stds_gain
says: you multiplied by the mean square
"""

import math


def layer_stds(shapes, activation, mode="fan_in"):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(mode)
    left = float(mean_square(activation))
    if left == 0:
        raise ValueError("nothing is left")
    fans = [shape[1 if mode == "fan_in" else 0] for shape in shapes]
    return [(left if layer else 1) / math.sqrt(fan) for layer, fan in enumerate(fans)]
