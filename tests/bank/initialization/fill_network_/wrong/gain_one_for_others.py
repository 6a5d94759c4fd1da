"""Corrects for ReLU only.

fails: test_fill_network__tanh
says: a gain of 1
"""

import torch


def fill_network_(weights, activation, mode="fan_in", generator=None):
    known = activation if activation is not torch.tanh else torch.abs
    stds = layer_stds([w.shape for w in weights], known, mode)
    with torch.no_grad():
        for w, std in zip(weights, stds, strict=True):
            w.normal_(0, std, generator=generator)
    return weights
