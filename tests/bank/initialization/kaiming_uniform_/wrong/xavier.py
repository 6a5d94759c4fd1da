"""Takes the sum of the fans.

fails: test_kaiming_uniform__moments
says: this is Xavier's std
"""

import math

import torch


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if tensor.numel() == 0:
        return tensor
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"unknown mode {mode}")
    fan_in, fan_out = calculate_fans(tensor)
    s = calculate_gain(nonlinearity, a) * math.sqrt(3 / (fan_in + fan_out))
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
