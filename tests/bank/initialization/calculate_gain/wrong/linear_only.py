"""Does not know the convolutions.

fails: test_calculate_gain_linear
says: unknown nonlinearity conv1d
"""

import math


def calculate_gain(nonlinearity, param=None):
    if nonlinearity in ("linear", "sigmoid"):
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
        return math.sqrt(2 / (1 + param**2))
    if nonlinearity == "selu":
        return 0.75
    raise ValueError(f"unknown nonlinearity {nonlinearity}")


CONVOLUTIONS = [f"conv{t}{d}d" for t in ("", "_transpose") for d in (1, 2, 3)]
