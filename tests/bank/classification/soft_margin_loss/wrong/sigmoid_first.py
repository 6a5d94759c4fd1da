"""Puts a sigmoid before the loss.

fails: test_soft_margin_loss_values
says: no sigmoid before this loss
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input.sigmoid() * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins)
    return reduced(losses, reduction, size_average, reduce)
