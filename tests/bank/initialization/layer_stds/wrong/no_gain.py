"""Leaves the gain out.

fails: test_layer_stds_gain
says: the gain is missing
"""

import math


def layer_stds(shapes, activation, mode="fan_in"):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(mode)
    return [1 / math.sqrt(shape[1 if mode == "fan_in" else 0]) for shape in shapes]
