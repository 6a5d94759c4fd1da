"""Scales standard normal draws."""

import torch


@torch.no_grad()
def fill_network_(weights, activation, mode="fan_in", generator=None):
    stds = layer_stds([tuple(w.shape) for w in weights], activation, mode)
    for w, std in zip(weights, stds, strict=True):
        w.copy_(std * torch.randn(w.shape, generator=generator))
    return weights
