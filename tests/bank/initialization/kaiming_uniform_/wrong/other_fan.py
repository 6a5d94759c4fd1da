"""Swaps the modes.

fails: test_kaiming_uniform__moments
says: this is the other fan
"""

import math

import torch


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if tensor.numel() == 0:
        return tensor
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"unknown mode {mode}")
    fan_in, fan_out = calculate_fans(tensor)
    fan = fan_out if mode.lower() == "fan_in" else fan_in
    s = calculate_gain(nonlinearity, a) * math.sqrt(3 / fan)
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
