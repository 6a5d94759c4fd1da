"""Divides by the batch size.

fails: test_soft_margin_loss_values
says: you divided by the number of rows
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins)
    if reduction == "mean" and losses.dim() == 2:
        return losses.sum() / len(losses)
    return reduced(losses, reduction, size_average, reduce)
