"""Looks at the sign.

fails: test_pair_loss_other_labels
says: you looked at the sign of the label
"""

import torch


def pair_loss(input, target, margin):
    return torch.where(target > 0, input, too_close(input, margin))
