"""A smooth curve with the same two ends.

fails: test_smooth_l1_far
says: a square outside the border
"""

import torch


def smooth_l1(d, beta):
    size = (d**2).sqrt()
    return torch.where(d.abs() < beta, d**2 / (2 * beta), size - beta / 2)
