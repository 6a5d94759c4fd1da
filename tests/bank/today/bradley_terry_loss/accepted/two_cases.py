"""Gives each sign of the margin its own formula, and each formula a safe input."""

import torch


def bradley_terry_loss(chosen, rejected, margin=0.0):

    m = chosen - rejected - margin
    ahead = m >= 0
    small = torch.where(ahead, -m, m).exp()
    losses = torch.where(ahead, small.log1p(), small.log1p() - m)
    return losses.sum() / losses.numel()
