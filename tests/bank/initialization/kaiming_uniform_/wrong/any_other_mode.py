"""Takes every other mode for fan_out.

fails: test_kaiming_errors
says: an else branch that takes every other word
"""

import math

import torch


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if tensor.numel() == 0:
        return tensor
    fan_in, fan_out = calculate_fans(tensor)
    fan = fan_in if mode.lower() == "fan_in" else fan_out
    s = calculate_gain(nonlinearity, a) * math.sqrt(3 / fan)
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
