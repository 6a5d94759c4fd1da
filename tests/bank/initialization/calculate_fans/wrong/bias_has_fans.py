"""Makes up fans for a bias.

fails: test_calculate_fans_errors
says: a bias that is taken for a weight
"""

import math


def calculate_fans(tensor):
    if tensor.dim() < 2:
        return tensor.numel(), tensor.numel()
    outputs, inputs, *kernel = tensor.shape
    return inputs * math.prod(kernel), outputs * math.prod(kernel)
