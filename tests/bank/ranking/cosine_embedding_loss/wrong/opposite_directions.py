"""Wants opposite directions.

fails: test_angle_loss_values
says: this is 1 - y cos, which pushes dissimilar pairs to the opposite side
"""

import torch


def angle_loss(cos, target, margin):
    return torch.where(target == 1, 1 - cos, 1 + cos)
