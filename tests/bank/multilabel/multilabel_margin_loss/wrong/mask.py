"""Writes a 1 for each label.

fails: test_label_counts_twice
says: a mask, or an assignment, forgets that
"""

import torch


def label_counts(target):
    named = (target == -1).cumsum(-1) == 0
    counts = torch.zeros_like(target).scatter_add(-1, target.clamp(min=0), named.long())
    return counts.clamp(max=1)
