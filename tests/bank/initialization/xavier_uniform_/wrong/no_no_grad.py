"""Fills a parameter while autograd records.

fails: test_xavier_in_place
says: fill it under torch.no_grad()
"""

import math


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(6 / (fan_in + fan_out))
    return tensor.uniform_(-s, s, generator=generator)
