"""Uses the gain twice.

fails: test_xavier_uniform__moments
says: you squared it
"""

import math

import torch


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(6 / (fan_in + fan_out)) * gain
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
