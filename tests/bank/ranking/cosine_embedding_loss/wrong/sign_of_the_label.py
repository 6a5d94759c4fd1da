"""Looks at the sign.

fails: test_angle_loss_other_labels
says: you looked at the sign of the label
"""

import torch


def angle_loss(cos, target, margin):
    apart = (cos - margin).clamp(min=0)
    return torch.where(target > 0, 1 - cos, torch.where(target < 0, apart, 0))
