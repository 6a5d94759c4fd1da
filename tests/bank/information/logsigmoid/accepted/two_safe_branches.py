"""Two branches, each with exponents that cannot overflow."""

import torch


def logsigmoid(x):
    positive = x > 0
    right = -torch.where(positive, -x, 0.0).exp().log1p()
    left = x - torch.where(positive, 0.0, x).exp().log1p()
    return torch.where(positive, right, left)
