"""Leaves the checks to the function.

fails: test_LogCoshLoss_early
says: a check that comes with the first call only
"""

from torch import nn


class LogCoshLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        return log_cosh_loss(input, target, self.weight, self.reduction)

    def extra_repr(self):
        weight = None if self.weight is None else self.weight.tolist()
        return f"weight={weight}, reduction={self.reduction!r}"
