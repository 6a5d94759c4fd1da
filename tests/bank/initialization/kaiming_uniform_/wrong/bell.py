"""Draws from the bell curve.

fails: test_kaiming_distribution
says: these are normal draws
also: normal draws in the uniform form
"""

import math

import torch


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if tensor.numel() == 0:
        return tensor
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"unknown mode {mode}")
    fan_in, fan_out = calculate_fans(tensor)
    fan = fan_in if mode.lower() == "fan_in" else fan_out
    s = calculate_gain(nonlinearity, a) / math.sqrt(fan)
    with torch.no_grad():
        return tensor.normal_(0, s, generator=generator)
