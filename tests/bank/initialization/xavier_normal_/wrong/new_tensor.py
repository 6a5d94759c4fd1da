"""Returns a new tensor.

fails: test_xavier_in_place
says: does not return the tensor
"""

import math

import torch


def xavier_normal_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(2 / (fan_in + fan_out))
    return torch.randn(tensor.shape, generator=generator) * s
