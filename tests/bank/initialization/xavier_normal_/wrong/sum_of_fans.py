"""Takes the sum for the mean of the fans.

fails: test_xavier_normal__moments
says: a factor 2 is missing
"""

import math

import torch


def xavier_normal_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(1 / (fan_in + fan_out))
    with torch.no_grad():
        return tensor.normal_(0, s, generator=generator)
