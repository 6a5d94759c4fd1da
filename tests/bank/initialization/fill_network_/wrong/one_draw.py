"""Gives every layer the same draws.

fails: test_fill_network__generator
says: one draw for all layers
"""

import torch


def fill_network_(weights, activation, mode="fan_in", generator=None):
    stds = layer_stds([w.shape for w in weights], activation, mode)
    size = max(w.numel() for w in weights)
    z = torch.randn(size, generator=generator)
    with torch.no_grad():
        for w, std in zip(weights, stds, strict=True):
            w.copy_(std * z[: w.numel()].reshape(w.shape))
    return weights
