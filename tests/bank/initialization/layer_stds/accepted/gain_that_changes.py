"""A gain that is 1 for the first layer."""

import math


def layer_stds(shapes, activation, mode="fan_in"):
    if mode != "fan_in" and mode != "fan_out":
        raise ValueError(mode)
    left = float(mean_square(activation))
    if left <= 0:
        raise ValueError("a dead activation")
    gain, stds = 1.0, []
    for fan_out, fan_in in shapes:
        stds.append(gain / math.sqrt(fan_in if mode == "fan_in" else fan_out))
        gain = 1 / math.sqrt(left)
    return stds
