"""Knows the modes in lower case only.

fails: test_kaiming_arguments
says: unknown mode FAN_OUT
"""

import math

import torch


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if tensor.numel() == 0:
        return tensor
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"unknown mode {mode}")
    fan_in, fan_out = calculate_fans(tensor)
    fan = fan_in if mode == "fan_in" else fan_out
    s = calculate_gain(nonlinearity, a) / math.sqrt(fan)
    with torch.no_grad():
        return tensor.normal_(0, s, generator=generator)
