"""Shifts by a number that autograd does not see, and keeps torch's order of terms."""

import torch


def softplus(x):
    m = x.detach().clamp(min=0)
    return m + torch.log(torch.exp(-m) + torch.exp(x - m))


def balancing_pos_weight(target):
    ill = target.mean(dim=0)
    return (1 - ill) / ill


def logit_loss(x, y, pos_weight=1.0):
    return (1 - y) * x + (1 + (pos_weight - 1) * y) * softplus(-x)
