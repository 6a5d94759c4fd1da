"""Knows ReLU only, and raises nothing for other names.

fails: test_kaiming_errors
says: a gain that does not come from calculate_gain
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
    s = GAINS.get(nonlinearity, 1) / math.sqrt(fan)
    if nonlinearity == "leaky_relu":
        s = s * math.sqrt(2 / (1 + a**2))
    with torch.no_grad():
        return tensor.normal_(0, s, generator=generator)


GAINS = {"relu": math.sqrt(2), "tanh": 5 / 3, "selu": 0.75}
