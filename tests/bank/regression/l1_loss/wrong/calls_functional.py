"""Calls torch's own loss.

fails: test_l1_loss_reduction
says: F.l1_loss is torch's own
"""

from torch.nn import functional as F


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    return F.l1_loss(input, target, reduction=reduction, weight=weight)
