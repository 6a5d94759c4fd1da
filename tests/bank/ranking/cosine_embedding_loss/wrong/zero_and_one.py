"""Takes 0 for dissimilar.

fails: test_angle_loss_other_labels
says: you took 0 for dissimilar
"""

import torch


def angle_loss(cos, target, margin):
    apart = (cos - margin).clamp(min=0)
    return torch.where(target > 0, 1 - cos, apart)
