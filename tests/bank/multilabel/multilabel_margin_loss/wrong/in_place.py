"""Overwrites what stands behind the first -1.

fails: test_label_counts_values
says: changed its argument target
"""

import torch


def label_counts(target):
    ended = (target == -1).cumsum(-1) > 0
    target[ended] = 0
    return torch.zeros_like(target).scatter_add(-1, target, (~ended).long())
