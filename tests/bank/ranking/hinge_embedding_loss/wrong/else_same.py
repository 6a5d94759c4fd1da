"""Takes every other label for the same.

fails: test_pair_loss_other_labels
says: you took everything but -1 for 'the same'
"""

import torch


def pair_loss(input, target, margin):
    return torch.where(target == -1, too_close(input, margin), input)
