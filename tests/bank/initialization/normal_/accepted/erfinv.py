"""The inverse of the error function, and a factor √2."""

import math

import torch


@torch.no_grad()
def normal_(tensor, mean=0.0, std=1.0, generator=None):
    if std < 0:
        raise ValueError(f"std = {std} < 0")
    u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
    tensor[...] = mean + std * math.sqrt(2) * torch.erfinv(2 * u - 1)
    return tensor
