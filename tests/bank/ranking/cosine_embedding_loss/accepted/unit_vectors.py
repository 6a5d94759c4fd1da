"""Divides first, multiplies then."""

import torch


def cosine(a, b):
    a, b = (v / (v.square().sum(-1, keepdim=True) + 1e-12).sqrt() for v in (a, b))
    return torch.einsum("...d,...d->...", a, b)
