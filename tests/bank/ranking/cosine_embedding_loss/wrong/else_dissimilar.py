"""Takes every other label for dissimilar.

fails: test_angle_loss_other_labels
says: you took everything but 1 for dissimilar
"""

import torch


def angle_loss(cos, target, margin):
    apart = (cos - margin).clamp(min=0)
    return torch.where(target == 1, 1 - cos, apart)
