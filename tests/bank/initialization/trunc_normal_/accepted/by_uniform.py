"""Fills with uniform_ between the two probabilities, then inverts."""

import math

import torch


def below(x, mean, std):
    return (1 + math.erf((x - mean) / (std * math.sqrt(2)))) / 2


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if a > b:
        raise ValueError(f"{a} > {b}")
    u = torch.empty(tensor.shape, dtype=torch.float64)
    uniform_(u, below(a, mean, std), below(b, mean, std), generator)
    values = torch.erfinv(2 * u - 1) * math.sqrt(2) * std + mean
    with torch.no_grad():
        tensor[...] = values.clamp(min=a, max=b)
    return tensor
