"""Takes the hinge for a constant.

fails: test_angle_loss_other_labels
says: a branch that is a constant for autograd
"""

import torch


def angle_loss(cos, target, margin):
    apart = (cos - margin).clamp(min=0)
    return torch.where(target == 1, 1 - cos, torch.where(target == -1, apart.detach(), 0))
