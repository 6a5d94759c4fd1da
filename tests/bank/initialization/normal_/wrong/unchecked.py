"""Takes a negative std.

fails: test_normal__errors
says: the bell curve is symmetric
"""

import torch


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=torch.float64, generator=generator)
        return tensor.copy_(mean + std * torch.special.ndtri(u))
