"""Takes every other label for different.

fails: test_pair_loss_other_labels
says: you took everything but 1 for 'different'
"""

import torch


def pair_loss(input, target, margin):
    return torch.where(target == 1, input, too_close(input, margin))
