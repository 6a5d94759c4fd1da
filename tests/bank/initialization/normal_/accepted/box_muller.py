"""Two uniform numbers make a radius and an angle."""

import math

import torch


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    if std < 0:
        raise ValueError("a std is not negative")
    u, angle = torch.rand((2, *tensor.shape), dtype=torch.float64, generator=generator)
    z = (-2 * (1 - u).log()).sqrt() * (2 * math.pi * angle).cos()
    with torch.no_grad():
        tensor.copy_(mean + std * z)
    return tensor
