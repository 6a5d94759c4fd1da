"""Puts 2 in the place of small targets, and multiplies by the condition."""

import torch


def stirling(y):
    big = y > 1
    safe = torch.where(big, y, 2 * torch.ones_like(y))
    return big * (safe * torch.log(safe / torch.e) + torch.log(2 * torch.pi * safe) / 2)


def rate_loss(rate, y, eps=1e-8):
    return torch.sub(rate, torch.mul(y, torch.log(torch.add(rate, eps))))
