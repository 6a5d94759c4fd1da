"""Draws into the tensor, then stretches and shifts it in place."""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    assert_order(a, b)
    with torch.no_grad():
        tensor.copy_(torch.rand(tensor.shape, dtype=torch.float64, generator=generator))
        tensor.mul_(b - a).add_(a)
    return tensor


def assert_order(a, b):
    if b < a:
        raise ValueError("a must not be larger than b")
