"""Divides by 0 where nothing is left.

fails: test_layer_stds_errors
says: came:     ZeroDivisionError
"""

import math


def layer_stds(shapes, activation, mode="fan_in"):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(mode)
    left = float(mean_square(activation))
    fans = [shape[1 if mode == "fan_in" else 0] for shape in shapes]
    return [1 / math.sqrt(fan * (left if layer else 1)) for layer, fan in enumerate(fans)]
