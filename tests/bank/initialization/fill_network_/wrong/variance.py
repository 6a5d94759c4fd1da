"""Passes the variance.

fails: test_fill_network__moments
says: the spread is the variance
"""

import torch


def fill_network_(weights, activation, mode="fan_in", generator=None):
    stds = layer_stds([w.shape for w in weights], activation, mode)
    with torch.no_grad():
        for w, std in zip(weights, stds, strict=True):
            w.normal_(0, std**2, generator=generator)
    return weights
