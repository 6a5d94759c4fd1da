"""Compares d, not |d|, with the border.

fails: test_smooth_l1_values
says: compare |d| with β
"""

import torch


def smooth_l1(d, beta):
    size = d.abs()
    return torch.where(d < beta, d**2 / (2 * beta), size - beta / 2)
