"""Draws between 0 and the bound.

fails: test_xavier_uniform__moments
says: the fill has the wrong mean or std
"""

import math

import torch


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(6 / (fan_in + fan_out))
    with torch.no_grad():
        return tensor.uniform_(0, s, generator=generator)
