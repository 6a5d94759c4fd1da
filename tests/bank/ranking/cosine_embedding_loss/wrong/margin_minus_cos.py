"""Subtracts the wrong way round.

fails: test_angle_loss_values
says: this is max(0, margin - cos)
"""

import torch


def angle_loss(cos, target, margin):
    return torch.where(target == 1, 1 - cos, (margin - cos).clamp(min=0))
