"""Normalizes the weights in place.

fails: test_l1_loss_unchanged
says: changed its argument weight
"""


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    losses = absolute_error(input, target)
    if weight is None:
        return reduced(losses, reduction, size_average, reduce)
    if weight.shape != input.shape:
        raise ValueError(f"{weight.shape} is not {input.shape}")
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "mean":
        weight /= weight.sum()
        return (losses * weight).sum()
    return reduced(losses * weight, reduction)
