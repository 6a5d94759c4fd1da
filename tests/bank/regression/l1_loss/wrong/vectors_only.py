"""Counts by the first dimension and cannot take a column against a row.

fails: test_l1_loss_random
says: wrong shape
"""


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    losses = absolute_error(
        input, target.reshape(input.shape) if target.numel() == input.numel() else target[..., :1]
    )
    if weight is None:
        return reduced(losses, reduction, size_average, reduce)
    if weight.shape != input.shape:
        raise ValueError(f"{weight.shape} is not {input.shape}")
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "mean":
        return (losses * weight).sum() / weight.sum()
    return reduced(losses * weight, reduction)
