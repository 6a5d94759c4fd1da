"""Lets the mask broadcast.

fails: test_masked_mean_values
says: a mask that broadcasts
"""

import torch


def masked_mean(losses, keep):
    keep = keep.expand(losses.shape)
    return losses[keep].sum() / keep.sum()
