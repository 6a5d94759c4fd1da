"""Confuses the labels.

fails: test_angle_loss_values
says: the branches are turned
"""

import torch


def angle_loss(cos, target, margin):
    return torch.where(target == 1, (cos - margin).clamp(min=0), 1 - cos)
