"""Takes every other mode for fan_out.

fails: test_layer_stds_errors
says: an else branch that takes every other word
"""

import math


def layer_stds(shapes, activation, mode="fan_in"):
    left = float(mean_square(activation))
    if left == 0:
        raise ValueError("nothing is left")
    fans = [shape[1 if mode == "fan_in" else 0] for shape in shapes]
    return [1 / math.sqrt(fan * (left if layer else 1)) for layer, fan in enumerate(fans)]
