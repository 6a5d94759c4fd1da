"""Writes the contrastive loss.

fails: test_pair_loss_values
says: this is the contrastive loss
"""

import torch


def pair_loss(input, target, margin):
    return torch.where(target == 1, input**2, too_close(input, margin) ** 2)
