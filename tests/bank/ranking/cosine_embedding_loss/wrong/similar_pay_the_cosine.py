"""Charges a similarity.

fails: test_angle_loss_values
says: they should pay what is missing to 1
"""

import torch


def angle_loss(cos, target, margin):
    return torch.where(target == 1, cos, (cos - margin).clamp(min=0))
