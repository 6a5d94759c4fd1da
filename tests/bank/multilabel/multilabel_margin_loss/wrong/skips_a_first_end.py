"""Leaves out a -1 at the beginning.

fails: test_label_counts_ends
says: you left the -1 out and read on
"""

import torch


def label_counts(target):
    ended = (target == -1).cumsum(-1)
    ended = ended - (target[..., :1] == -1).long()
    named = (ended == 0) & (target >= 0)
    return torch.zeros_like(target).scatter_add(-1, target.clamp(min=0), named.long())
