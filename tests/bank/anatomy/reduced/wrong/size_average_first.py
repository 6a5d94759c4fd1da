"""Asks size_average before reduce.

fails: test_reduced_deprecated_pair
says: reduce=False is asked first
"""


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    if size_average is False:
        reduction = "sum"
    elif reduce is False:
        reduction = "none"
    elif size_average is not None or reduce is not None:
        reduction = "mean"
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.mean()
    raise ValueError(reduction)
