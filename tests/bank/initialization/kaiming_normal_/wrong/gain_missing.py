"""Leaves the gain out.

fails: test_kaiming_normal__moments
says: the gain √2 is missing
"""

import math

import torch


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if tensor.numel() == 0:
        return tensor
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"unknown mode {mode}")
    fan_in, fan_out = calculate_fans(tensor)
    fan = fan_in if mode.lower() == "fan_in" else fan_out
    s = 1 / math.sqrt(fan)
    with torch.no_grad():
        return tensor.normal_(0, s, generator=generator)
