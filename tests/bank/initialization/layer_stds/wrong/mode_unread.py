"""Does not use mode.

fails: test_layer_stds_mode
says: mode was not used
"""

import math


def layer_stds(shapes, activation, mode="fan_in"):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(mode)
    left = float(mean_square(activation))
    if left == 0:
        raise ValueError("nothing is left")
    return [1 / math.sqrt(s[1] * (left if k else 1)) for k, s in enumerate(shapes)]
