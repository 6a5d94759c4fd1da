"""Writes the loss of boosting.

fails: test_soft_margin_loss_values
says: this is the exponential loss
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = (-margins).exp()
    return reduced(losses, reduction, size_average, reduce)
