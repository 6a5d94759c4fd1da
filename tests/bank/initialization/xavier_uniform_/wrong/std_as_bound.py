"""Takes the std for the bound.

fails: test_xavier_uniform__moments
says: you took the std for the bound
"""

import math

import torch


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(2 / (fan_in + fan_out))
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
