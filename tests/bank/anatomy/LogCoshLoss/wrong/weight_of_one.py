"""Invents a weight where there is none.

fails: test_LogCoshLoss_without_weight
says: the buffer weight of a module without weights is not right
"""

import torch
from torch import nn


class LogCoshLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("none", "sum", "mean"):
            raise ValueError(reduction)
        if weight is None:
            weight = torch.ones(1)
        if weight.dim() != 1 or (weight < 0).any():
            raise ValueError(weight)
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        weight = self.weight.expand(input.shape[-1:])
        return log_cosh_loss(input, target, weight, self.reduction)

    def extra_repr(self):
        return f"weight={self.weight.tolist()}, reduction={self.reduction!r}"
