"""Ignores the border.

fails: test_smooth_l1_values
says: the argument beta was not used
"""

import torch


def smooth_l1(d, beta):
    return torch.where(d.abs() < 1, d**2 / 2, d.abs() - 0.5)
