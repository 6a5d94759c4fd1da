"""Lets torch compute it."""

import torch
from torch.nn import functional as F


def plateau(classes):
    best = torch.zeros(1, classes, dtype=torch.float64)
    best[0, 0] = 1
    return F.cross_entropy(best, torch.tensor([0]))
