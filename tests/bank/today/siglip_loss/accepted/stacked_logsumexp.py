"""Writes each pair as a softmax over two classes."""

import torch
from torch.nn import functional as F


def siglip_loss(a, b, scale, bias):
    n = len(a)
    cosines = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T
    signed = torch.where(torch.eye(n, dtype=torch.bool), 1.0, -1.0).to(a.dtype) * (
        scale * cosines + bias
    )
    return torch.stack([torch.zeros_like(signed), -signed]).logsumexp(0).sum(1).mean()
