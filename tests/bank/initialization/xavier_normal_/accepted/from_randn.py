"""Scales torch.randn."""

import math

import torch


def xavier_normal_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(2 / (fan_in + fan_out))
    z = torch.randn(tensor.shape, dtype=tensor.dtype, generator=generator)
    with torch.no_grad():
        tensor.copy_(z * s)
    return tensor
