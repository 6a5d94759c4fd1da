"""Swaps the branches.

fails: test_smooth_l1_values
says: the branches are swapped
"""

import torch


def smooth_l1(d, beta):
    size = d.abs()
    return torch.where(size < beta, size - beta / 2, d**2 / (2 * beta))
