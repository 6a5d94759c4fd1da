"""Computes with NumPy.

fails: test_soft_margin_loss_random
says: the gradient of input is missing
"""

import torch


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = torch.from_numpy(input.detach().numpy() * target.numpy())
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins)
    return reduced(losses, reduction, size_average, reduce)
