"""Divides in place, and spoils the losses.

fails: test_reduced_random
says: changed its argument losses
also: a mean of nothing is nan
"""


def reduced(losses, reduction="mean", size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "none":
        return losses
    if reduction == "mean":
        losses = losses.clone() if losses.requires_grad else losses
        losses /= losses.numel()
        reduction = "sum"
    if reduction == "sum":
        return losses.sum()
    raise ValueError(reduction)
