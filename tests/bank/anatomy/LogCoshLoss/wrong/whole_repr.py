"""Writes the name of the class as well.

fails: test_LogCoshLoss_repr
says: torch adds the name of the class
"""

from torch import nn


class LogCoshLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("none", "sum", "mean"):
            raise ValueError(reduction)
        if weight is not None and (weight.dim() != 1 or (weight < 0).any()):
            raise ValueError(weight)
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        return log_cosh_loss(input, target, self.weight, self.reduction)

    def extra_repr(self):
        weight = None if self.weight is None else self.weight.tolist()
        return f"LogCoshLoss(weight={weight}, reduction={self.reduction!r})"
