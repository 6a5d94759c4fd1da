"""Calls torch's initializer.

fails: test_fill_network__moments
says: is torch's own
"""

import torch


def fill_network_(weights, activation, mode="fan_in", generator=None):
    for w in weights:
        torch.nn.init.kaiming_normal_(w, mode=mode, generator=generator)
    return weights
