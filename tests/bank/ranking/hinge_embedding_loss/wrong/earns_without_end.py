"""Subtracts and forgets the cut.

fails: test_pair_loss_values
says: cut margin - x at 0
"""

import torch


def pair_loss(input, target, margin):
    return torch.where(target == 1, input, margin - input)
