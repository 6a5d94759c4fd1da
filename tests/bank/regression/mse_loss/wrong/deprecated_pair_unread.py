"""Knows only the word.

fails: test_mse_loss_deprecated
says: reduction was used; it is not read
"""


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    losses = (input - target) ** 2
    if weight is None:
        return reduced(losses, reduction)
    if weight.shape != input.shape:
        raise ValueError(f"{weight.shape} is not {input.shape}")
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "mean":
        return (losses * weight).sum() / weight.sum()
    return reduced(losses * weight, reduction)
