"""Forgets the ½ of the parabola.

fails: test_smooth_l1_values
says: the ½ of the parabola is missing
"""

import torch


def smooth_l1(d, beta):
    size = d.abs()
    return torch.where(size < beta, d**2 / beta, size - beta / 2)
