"""Lets other labels go.

fails: test_pair_loss_other_labels
says: other labels cost nothing in your loss
"""

import torch


def pair_loss(input, target, margin):
    zero = torch.zeros_like(input)
    same = torch.where(target == 1, input, zero)
    return same + torch.where(target == -1, too_close(input, margin), zero)
