"""Normalizes the weights first."""

import torch


def weighted_mean(losses, weight):
    if losses.shape != weight.shape:
        raise ValueError("the shapes differ")
    share = weight / weight.sum()
    return torch.dot(share.flatten(), losses.flatten())
