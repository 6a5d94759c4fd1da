"""Uses torch's private base class."""

import torch
from torch import nn


def log_cosh(error):
    return torch.logaddexp(error, -error) - torch.log(torch.tensor(2.0, dtype=error.dtype))


class LogCoshLoss(nn.modules.loss._WeightedLoss):
    def __init__(self, weight=None, reduction="mean"):
        if reduction is None or reduction not in "none sum mean".split():
            raise ValueError(reduction)
        if weight is not None and (len(weight.shape) != 1 or weight.min() < 0):
            raise ValueError(weight)
        super().__init__(weight, reduction=reduction)

    def forward(self, input, target):
        return log_cosh_loss(input, target, weight=self.weight, reduction=self.reduction)

    def extra_repr(self):
        shown = self.weight.tolist() if self.weight is not None else None
        return "weight={}, reduction={!r}".format(shown, self.reduction)
