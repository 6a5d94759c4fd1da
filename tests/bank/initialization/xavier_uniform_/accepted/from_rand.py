"""Stretches torch.rand."""

import math

import torch


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = gain * math.sqrt(6 / (fan_in + fan_out))
    u = torch.rand(tensor.shape, dtype=tensor.dtype, generator=generator)
    with torch.no_grad():
        return tensor.copy_((2 * u - 1) * s)
