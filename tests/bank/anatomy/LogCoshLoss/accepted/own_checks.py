"""Validates in its own words, and computes in forward."""

import math

import torch
from torch import nn


def log_cosh(error):
    a = torch.abs(error)
    return a + torch.log1p(torch.exp(-2 * a)) - math.log(2)


class LogCoshLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in {"none", "sum", "mean"}:
            raise ValueError("unknown reduction")
        if weight is not None:
            if weight.ndim != 1:
                raise ValueError("weight needs one dimension")
            if bool((weight < 0).any()):
                raise ValueError("negative weight")
        self.reduction = reduction
        self.register_buffer("weight", weight)

    def forward(self, input, target):
        losses = log_cosh(input - target)
        if self.weight is not None:
            losses = losses * self.weight
        if self.reduction == "none":
            return losses
        if self.reduction == "sum":
            return losses.sum()
        if self.weight is None:
            return losses.sum() / losses.numel()
        return losses.sum() / (losses.numel() / len(self.weight) * self.weight.sum())

    def extra_repr(self):
        if self.weight is None:
            text = "None"
        else:
            text = str(self.weight.tolist())
        return "weight=" + text + ", reduction='" + self.reduction + "'"
