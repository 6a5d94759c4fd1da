"""Calls torch's loss.

fails: test_binary_cross_entropy_random
says: is torch's own
"""

from torch.nn import functional as F


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    return F.binary_cross_entropy(input, target, weight, size_average, reduce, reduction)
