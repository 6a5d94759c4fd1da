"""Writes the Huber loss.

fails: test_smooth_l1_values
says: this is the Huber loss
"""

import torch


def smooth_l1(d, beta):
    size = d.abs()
    return torch.where(size < beta, d**2 / 2, beta * (size - beta / 2))
