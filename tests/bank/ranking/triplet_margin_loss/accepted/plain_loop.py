"""A loop over the coordinates."""

import math

import torch


def distance(x, y, p=2.0, eps=1e-6):
    wide_x, wide_y = torch.broadcast_tensors(x, y)
    sizes = [
        (first - second + eps).abs()
        for first, second in zip(wide_x.unbind(-1), wide_y.unbind(-1), strict=True)
    ]
    if p == math.inf:
        return torch.stack(sizes).amax(0)
    total = sum(size**p for size in sizes)
    equal = total == 0
    return (total.masked_fill(equal, 1.0) ** (1 / p)).masked_fill(equal, 0.0)
