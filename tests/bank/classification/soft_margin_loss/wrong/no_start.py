"""Writes the two summands with relu and abs.

fails: test_soft_margin_loss_random
says: training would never start
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = (-margins).relu() + (-margins.abs()).exp().log1p()
    return reduced(losses, reduction, size_average, reduce)
