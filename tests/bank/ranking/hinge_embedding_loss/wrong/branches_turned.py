"""Confuses the labels.

fails: test_pair_loss_values
says: the branches are turned
"""

import torch


def pair_loss(input, target, margin):
    return torch.where(target == -1, input, too_close(input, margin))
