"""Averages over a grid without the density.

fails: test_mean_square_values
says: points that all count the same
"""

import torch


def mean_square(activation):
    z = torch.linspace(-3, 3, 10_001)
    return (activation(z) ** 2).mean()
