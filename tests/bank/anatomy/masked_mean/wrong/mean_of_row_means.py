"""Averages within the sentences first.

fails: test_masked_mean_values
says: a short row counts as much as a long one
"""

import torch


def masked_mean(losses, keep):
    if losses.shape != keep.shape:
        raise ValueError("the shapes differ")
    zero = torch.zeros_like(losses)
    rows = torch.where(keep, losses, zero).sum(-1) / keep.sum(-1)
    return rows.mean()
