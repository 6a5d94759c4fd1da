"""Picks between two branches whose exponents are both safe."""

import torch


def softplus(x):
    positive = x > 0
    up = torch.where(positive, x, 0)
    down = torch.where(positive, 0, x)
    return torch.where(positive, up + torch.log1p(torch.exp(-up)), torch.log1p(torch.exp(down)))
