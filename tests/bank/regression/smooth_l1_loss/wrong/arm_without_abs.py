"""Forgets the absolute value in the arm.

fails: test_smooth_l1_values
says: the arm on the left falls
"""

import torch


def smooth_l1(d, beta):
    size = d.abs()
    return torch.where(size < beta, d**2 / (2 * beta), d - beta / 2)
