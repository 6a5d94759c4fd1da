"""Asks "not size_average".

fails: test_reduced_deprecated_pair
says: None is not False
"""


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        if reduce is False:
            reduction = "none"
        elif not size_average:
            reduction = "sum"
        else:
            reduction = "mean"
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.mean()
    raise ValueError(reduction)
