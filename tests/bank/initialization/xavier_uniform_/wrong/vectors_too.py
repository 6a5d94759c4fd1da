"""Makes up fans for a bias.

fails: test_xavier_errors
says: a fan that is made up
"""

import math

import torch


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor) if tensor.dim() > 1 else (len(tensor), 1)
    s = gain * math.sqrt(6 / (fan_in + fan_out))
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
