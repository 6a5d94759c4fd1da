"""Computes everything in one function."""

import torch


def fill_network_(weights, activation, mode="fan_in", generator=None):
    z = torch.special.ndtri((torch.arange(200_000).double() + 0.5) / 200_000)
    gain = 1.0
    for w in weights:
        fan = w.shape[1] if mode == "fan_in" else w.shape[0]
        with torch.no_grad():
            w.normal_(generator=generator).mul_(gain / fan**0.5)
        gain = float(activation(z).pow(2).mean()) ** -0.5
    return weights
