"""Fills with the standard bell curve, then scales in place."""

import math

import torch


def xavier_normal_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(2 / (fan_in + fan_out))
    with torch.no_grad():
        return tensor.normal_(generator=generator).mul_(s)
