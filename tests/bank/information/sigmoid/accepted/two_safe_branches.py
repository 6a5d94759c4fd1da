"""Two branches, each with exponents that cannot overflow."""

import torch


def sigmoid(x):
    positive = x >= 0
    right = 1 / (1 + torch.exp(-torch.where(positive, x, 0.0)))
    power = torch.exp(torch.where(positive, 0.0, x))
    return torch.where(positive, right, power / (1 + power))
