"""A weighted mean over a grid, as a plain sum."""

import torch


def mean_square(activation):
    z = torch.arange(-8, 8, 0.001, dtype=torch.float64)
    weight = (-0.5 * z * z).exp()
    return (weight * activation(z) * activation(z)).sum() / weight.sum()
