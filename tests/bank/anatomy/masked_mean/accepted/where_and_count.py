"""Replaces what is not kept, and counts."""

import torch


def masked_mean(losses, keep):
    if losses.shape != keep.shape:
        raise ValueError("the shapes differ")
    return torch.where(keep, losses, torch.zeros_like(losses)).sum() / keep.sum()
