"""Adds the hinge everywhere.

fails: test_pair_loss_values
says: pairs labeled 1 were charged the hinge, too
"""

import torch


def pair_loss(input, target, margin):
    return torch.where(target == -1, 0.0, input) + too_close(input, margin)
