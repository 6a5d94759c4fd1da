"""Does not use the slope.

fails: test_calculate_gain_leaky_relu
says: the slope was not used
"""

import math


def calculate_gain(nonlinearity, param=None):
    if nonlinearity in ("linear", "sigmoid") or nonlinearity in CONVOLUTIONS:
        return 1
    if nonlinearity == "tanh":
        return 5 / 3
    if nonlinearity == "relu":
        return math.sqrt(2)
    if nonlinearity == "leaky_relu":
        if param is None:
            param = 0.01
        if isinstance(param, bool) or not isinstance(param, (int, float)):
            raise ValueError("the slope is a number")
        return math.sqrt(2 / (1 + 0.01**2))
    if nonlinearity == "selu":
        return 0.75
    raise ValueError(f"unknown nonlinearity {nonlinearity}")


CONVOLUTIONS = [f"conv{t}{d}d" for t in ("", "_transpose") for d in (1, 2, 3)]
