"""Averages over a thousand random draws.

fails: test_mean_square_smooth
says: too few random draws
also: too few
"""

import torch


def mean_square(activation):
    generator = torch.Generator().manual_seed(0)
    return activation(torch.randn(1000, generator=generator)).square().mean()
