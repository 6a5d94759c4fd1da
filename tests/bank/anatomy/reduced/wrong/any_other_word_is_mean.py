"""Has an else branch.

fails: test_reduced_refused
says: an else branch that takes every other word
"""


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "none":
        return losses
    elif reduction == "sum":
        return losses.sum()
    else:
        return losses.mean()
