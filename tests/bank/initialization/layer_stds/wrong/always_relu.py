"""Takes every activation for a ReLU.

fails: test_layer_stds_tanh
says: √2 is the gain of ReLU
"""

import math


def layer_stds(shapes, activation, mode="fan_in"):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(mode)
    if float(mean_square(activation)) == 0:
        raise ValueError("nothing is left")
    fans = [shape[1 if mode == "fan_in" else 0] for shape in shapes]
    return [math.sqrt((2 if layer else 1) / fan) for layer, fan in enumerate(fans)]
