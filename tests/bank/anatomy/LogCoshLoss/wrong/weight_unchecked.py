"""Checks the word only.

fails: test_LogCoshLoss_early
says: no check of the number of dimensions
"""

from torch import nn


class LogCoshLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("none", "sum", "mean"):
            raise ValueError(reduction)
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        return log_cosh_loss(input, target, self.weight, self.reduction)

    def extra_repr(self):
        weight = None if self.weight is None else self.weight.tolist()
        return f"weight={weight}, reduction={self.reduction!r}"
