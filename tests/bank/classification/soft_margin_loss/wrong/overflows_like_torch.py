"""Writes the formula down again.

fails: test_soft_margin_loss_far
says: this is what torch returns
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = (-margins).exp().log1p()
    return reduced(losses, reduction, size_average, reduce)
