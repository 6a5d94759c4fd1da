"""Puts the gain under the root.

fails: test_xavier_uniform__moments
says: you put it under the root
"""

import math

import torch


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = math.sqrt(6 * gain / (fan_in + fan_out))
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
