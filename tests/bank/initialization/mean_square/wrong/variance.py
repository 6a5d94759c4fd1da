"""Takes the variance.

fails: test_mean_square_values
says: this is the variance
"""

import torch


def mean_square(activation):
    u = (torch.arange(100_000, dtype=torch.float64) + 0.5) / 100_000
    return activation(torch.special.ndtri(u)).var()
