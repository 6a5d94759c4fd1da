"""Weighs each row by itself, then averages the rows.

fails: test_mse_loss_random
says: is not right
also: row by row
"""


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    losses = (input - target) ** 2
    if weight is None:
        return reduced(losses, reduction, size_average, reduce)
    if weight.shape != input.shape:
        raise ValueError(f"{weight.shape} is not {input.shape}")
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "mean":
        return ((losses * weight).sum(-1) / weight.sum(-1)).mean()
    return reduced(losses * weight, reduction)
