"""Divides only the value, not the gradient.

fails: test_l1_loss_random_gradient
says: this is the gradient of the sum
"""


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    losses = absolute_error(input, target)
    if weight is None:
        value = reduced(losses, reduction, size_average, reduce)
        total = losses.sum()
        return total + (value - total).detach() if value.dim() == 0 else value
    if weight.shape != input.shape:
        raise ValueError(f"{weight.shape} is not {input.shape}")
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "mean":
        return (losses * weight).sum() / weight.sum()
    return reduced(losses * weight, reduction)
