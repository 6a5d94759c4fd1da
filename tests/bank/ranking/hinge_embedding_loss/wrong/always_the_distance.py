"""Adds the distance everywhere.

fails: test_pair_loss_values
says: pairs labeled -1 were charged their distance, too
"""

import torch


def pair_loss(input, target, margin):
    return input + torch.where(target == 1, 0.0, too_close(input, margin))
