"""The pair counts only without weights.

fails: test_l1_loss_deprecated
says: reduction was used; it is not read
"""


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    losses = absolute_error(input, target)
    if weight is None:
        return reduced(losses, reduction, size_average, reduce)
    if weight.shape != input.shape:
        raise ValueError(f"{weight.shape} is not {input.shape}")
    if reduction == "mean":
        return (losses * weight).sum() / weight.sum()
    return reduced(losses * weight, reduction)
