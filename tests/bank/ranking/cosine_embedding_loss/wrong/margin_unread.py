"""Ignores the margin.

fails: test_angle_loss_values
says: the margin was not used
"""

import torch


def angle_loss(cos, target, margin):
    return torch.where(target == 1, 1 - cos, cos.clamp(min=0))
