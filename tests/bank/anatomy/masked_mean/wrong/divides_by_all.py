"""Divides by every position.

fails: test_masked_mean_values
says: padding makes the model look better
"""

import torch


def masked_mean(losses, keep):
    if losses.shape != keep.shape:
        raise ValueError("the shapes differ")
    return torch.where(keep, losses, torch.zeros_like(losses)).mean()
