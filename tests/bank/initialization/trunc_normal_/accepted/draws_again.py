"""Draws again what lies outside."""

import torch


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if a > b:
        raise ValueError("a must not be larger than b")
    if a == b:
        return constant_(tensor, a)
    values = torch.full(tensor.shape, torch.inf, dtype=torch.float64)
    while True:
        outside = (values < a) | (values > b)
        if not outside.any():
            break
        values[outside] = normal_(values[outside], mean, std, generator)
    with torch.no_grad():
        return tensor.copy_(values)
