"""Trusts torch.where with beta = 0.

fails: test_smooth_l1_loss_beta_zero
says: its gradient is nan all the same
"""

import torch


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError(f"negative beta {beta}")
    d = input - target
    losses = smooth_l1(d, torch.tensor(beta))
    return reduced(losses, reduction, size_average, reduce)
