"""Averages over the batch only.

fails: test_reduced_shapes
says: you averaged over one dimension
"""


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum(0)
    if reduction == "mean":
        return losses.mean(0)
    raise ValueError(reduction)
