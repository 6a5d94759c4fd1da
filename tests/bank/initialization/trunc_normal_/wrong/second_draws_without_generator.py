"""Hands the generator to the first draw only.

fails: test_trunc_normal__generator
says: one seed gave two tensors
"""

import torch


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if a >= b:
        raise ValueError("a >= b")
    values = torch.special.ndtri(torch.rand(tensor.shape, dtype=torch.float64, generator=generator))
    values = mean + std * values
    while ((values < a) | (values > b)).any():
        again = torch.special.ndtri(torch.rand(tensor.shape, dtype=torch.float64))
        values = torch.where((values < a) | (values > b), mean + std * again, values)
    with torch.no_grad():
        return tensor.copy_(values)
