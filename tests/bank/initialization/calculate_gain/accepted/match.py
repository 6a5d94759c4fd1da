"""A match statement."""

import math


def calculate_gain(nonlinearity, param=None):
    match nonlinearity, param:
        case "leaky_relu", None:
            return calculate_gain("leaky_relu", 0.01)
        case "leaky_relu", int() | float() if param is not True and param is not False:
            return math.sqrt(2.0) / math.hypot(1, param)
        case "relu", _:
            return 2**0.5
        case "tanh", _:
            return 5.0 / 3.0
        case "selu", _:
            return 3.0 / 4.0
        case (("linear" | "sigmoid" | "conv1d" | "conv2d" | "conv3d"), _):
            return 1.0
        case (("conv_transpose1d" | "conv_transpose2d" | "conv_transpose3d"), _):
            return 1.0
    raise ValueError(f"no gain is known for {nonlinearity!r} with {param!r}")
