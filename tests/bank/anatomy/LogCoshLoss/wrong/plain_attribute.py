"""Keeps the weight as a plain attribute.

fails: test_LogCoshLoss_buffer
says: .to() leaves a plain attribute behind
"""

from torch import nn


class LogCoshLoss(nn.Module):
    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        if reduction not in ("none", "sum", "mean"):
            raise ValueError(reduction)
        if weight is not None and (weight.dim() != 1 or (weight < 0).any()):
            raise ValueError(weight)
        self.weight = weight
        self.reduction = reduction

    def forward(self, input, target):
        return log_cosh_loss(input, target, self.weight, self.reduction)

    def extra_repr(self):
        weight = None if self.weight is None else self.weight.tolist()
        return f"weight={weight}, reduction={self.reduction!r}"
