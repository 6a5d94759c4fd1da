"""Takes absolute values instead of squares.

fails: test_mean_square_values
says: square instead of taking absolute values
"""

import torch


def mean_square(activation):
    u = (torch.arange(100_000, dtype=torch.float64) + 0.5) / 100_000
    return activation(torch.special.ndtri(u)).abs().mean()
