"""Marks the labels that are not true.

fails: test_label_counts_values
says: the labels that are not true
"""

import torch


def label_counts(target):
    named = (target == -1).cumsum(-1) == 0
    counts = torch.zeros_like(target).scatter_add(-1, target.clamp(min=0), named.long())
    return (counts == 0).long()
