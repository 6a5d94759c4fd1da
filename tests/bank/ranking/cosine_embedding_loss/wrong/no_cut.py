"""Forgets the maximum.

fails: test_angle_loss_values
says: dissimilar pairs could earn
"""

import torch


def angle_loss(cos, target, margin):
    return torch.where(target == 1, 1 - cos, cos - margin)
