"""Knows nothing of the old pair.

fails: test_reduced_deprecated_pair
says: reduction was read, although the old pair is given
"""


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.mean()
    raise ValueError(reduction)
