"""Adds.

fails: test_angle_loss_values
says: the sign is turned
"""

import torch


def angle_loss(cos, target, margin):
    return torch.where(target == 1, 1 + cos, (cos - margin).clamp(min=0))
