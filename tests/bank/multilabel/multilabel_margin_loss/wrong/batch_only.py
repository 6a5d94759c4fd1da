"""Counts along dimension 1.

fails: test_label_counts_ends
says: Dimension out of range
"""

import torch


def label_counts(target):
    named = (target == -1).cumsum(1) == 0
    return torch.zeros_like(target).scatter_add(1, target.clamp(min=0), named.long())
