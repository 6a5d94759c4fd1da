"""Ignores the labels.

fails: test_angle_loss_values
says: the argument target was not used
"""

import torch


def angle_loss(cos, target, margin):
    return torch.where(target == 1, 1 - cos, 1 - cos)
