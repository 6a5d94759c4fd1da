"""Box-Muller with an angle that does not come from the generator.

fails: test_normal__in_place
says: one seed gave two tensors
"""

import math

import torch


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    if std < 0:
        raise ValueError("std < 0")
    u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
    angle = torch.rand(tensor.shape, dtype=torch.float64)
    z = (-2 * (1 - u).log()).sqrt() * (2 * math.pi * angle).cos()
    with torch.no_grad():
        return tensor.copy_(mean + std * z)
