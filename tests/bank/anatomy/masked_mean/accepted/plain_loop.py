"""Adds up one by one."""

import torch


def masked_mean(losses, keep):
    if losses.shape != keep.shape:
        raise ValueError("the shapes differ")
    kept = [loss for loss, yes in zip(losses.flatten(), keep.flatten()) if yes]
    if not kept:
        return losses.sum() * torch.nan
    return sum(kept) / len(kept)
