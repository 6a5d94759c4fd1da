"""Cuts everything at 0.

fails: test_pair_loss_infinite
says: 'the same' has no floor
"""

import torch


def pair_loss(input, target, margin):
    same = torch.where(target == -1, 0, input.clamp(min=0))
    return same + torch.where(target == 1, 0, too_close(input, margin))
