"""Fills parameters while autograd records.

fails: test_fill_network__in_place
says: fill it under torch.no_grad()
"""


def fill_network_(weights, activation, mode="fan_in", generator=None):
    stds = layer_stds([w.shape for w in weights], activation, mode)
    for w, std in zip(weights, stds, strict=True):
        w.normal_(0, std, generator=generator)
    return weights
