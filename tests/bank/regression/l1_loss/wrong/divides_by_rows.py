"""Divides by the batch size.

fails: test_l1_loss_matrix
says: you divided by the number of rows
"""


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    losses = absolute_error(input, target)
    if weight is None:
        if reduction == "mean" and losses.dim() > 0 and size_average is None and reduce is None:
            return losses.sum() / len(losses)
        return reduced(losses, reduction, size_average, reduce)
    if weight.shape != input.shape:
        raise ValueError(f"{weight.shape} is not {input.shape}")
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "mean":
        return (losses * weight).sum() / weight.sum()
    return reduced(losses * weight, reduction)
