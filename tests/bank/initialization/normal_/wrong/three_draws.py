"""The sum of three uniform numbers, which looks like a bell.

fails: test_normal__distribution
says: an approximation of the bell curve
"""

import torch


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    if std < 0:
        raise ValueError("std < 0")
    with torch.no_grad():
        u = torch.rand((2, *tensor.shape), dtype=torch.float64, generator=generator)
        return tensor.copy_(mean + std * 6**0.5 * (u.sum(0) - 1))
