"""Mixes up the two names.

fails: test_reduced_deprecated_pair
says: the two names changed places
"""


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        reduction = "none" if size_average is False else "sum" if reduce is False else "mean"
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.mean()
    raise ValueError(reduction)
