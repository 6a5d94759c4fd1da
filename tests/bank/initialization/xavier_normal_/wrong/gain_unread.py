"""Does not use the gain.

fails: test_xavier_normal__moments
says: the gain was not used
"""

import math

import torch


def xavier_normal_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = math.sqrt(2 / (fan_in + fan_out))
    with torch.no_grad():
        return tensor.normal_(0, s, generator=generator)
