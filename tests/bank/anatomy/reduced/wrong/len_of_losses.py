"""Divides by len.

fails: test_reduced_shapes
says: you divided by the number of rows
"""


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.sum() / len(losses)
    raise ValueError(reduction)
