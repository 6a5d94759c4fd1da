"""Flips the labels in place.

fails: test_soft_margin_loss_dtype
says: changed its argument target
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    target.neg_()
    losses = log_one_plus_exp(-margins)
    return reduced(losses, reduction, size_average, reduce)
