"""Returns copies of the weights.

fails: test_fill_network__in_place
says: does not return the tensor
"""

import torch


def fill_network_(weights, activation, mode="fan_in", generator=None):
    stds = layer_stds([w.shape for w in weights], activation, mode)
    with torch.no_grad():
        for w, std in zip(weights, stds, strict=True):
            w.normal_(0, std, generator=generator)
    return [w.clone() for w in weights]
