"""Draws evenly.

fails: test_xavier_distribution
says: these are uniform draws
"""

import math

import torch


def xavier_normal_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(6 / (fan_in + fan_out))
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
