"""Divides by the mean of the fans."""

import math

import torch


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = calculate_fans(tensor)
    s = math.sqrt(3) * gain / ((fan_in + fan_out) / 2) ** 0.5
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
