"""Gives similar pairs a margin, too.

fails: test_angle_loss_values
says: the margin belongs to dissimilar pairs alone
"""

import torch


def angle_loss(cos, target, margin):
    return torch.where(target == 1, (1 - cos - margin).clamp(min=0), (cos - margin).clamp(min=0))
