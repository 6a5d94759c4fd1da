"""Draws evenly, with the std as the bound.

fails: test_fill_network__moments
says: whose bound is the std
"""

import torch


def fill_network_(weights, activation, mode="fan_in", generator=None):
    stds = layer_stds([w.shape for w in weights], activation, mode)
    with torch.no_grad():
        for w, std in zip(weights, stds, strict=True):
            w.uniform_(-std, std, generator=generator)
    return weights
