"""Reads all entries that are no -1.

fails: test_label_counts_values
says: you read on behind the first -1
"""

import torch


def label_counts(target):
    named = target >= 0
    return torch.zeros_like(target).scatter_add(-1, target.clamp(min=0), named.long())
