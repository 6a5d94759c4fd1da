"""Keeps the border in a tensor of float32.

fails: test_smooth_l1_loss_dtype
says: has the wrong dtype
also: torch.tensor(…) without dtype
"""

import torch


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError(f"negative beta {beta}")
    d = input - target
    losses = d.abs() if beta == 0 else smooth_l1(d.to(torch.get_default_dtype()), beta)
    return reduced(losses, reduction, size_average, reduce)
