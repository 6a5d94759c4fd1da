"""Moves the border and keeps the branches of β = 1.

fails: test_smooth_l1_values
says: you moved the border and kept the branches
"""

import torch


def smooth_l1(d, beta):
    size = d.abs()
    return torch.where(size < beta, 0.5 * d**2, size - 0.5)
