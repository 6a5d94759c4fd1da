"""Does not hand the mode on.

fails: test_fill_network__moments
says: this is the std of the other mode
"""

import torch


def fill_network_(weights, activation, mode="fan_in", generator=None):
    stds = layer_stds([w.shape for w in weights], activation)
    with torch.no_grad():
        for w, std in zip(weights, stds, strict=True):
            w.normal_(0, std, generator=generator)
    return weights
