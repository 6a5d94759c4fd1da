"""Turns labels 0 into -1.

fails: test_soft_margin_loss_shapes
says: a label 0 was taken for -1
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    target = target + (target == 0) * -1
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins)
    return reduced(losses, reduction, size_average, reduce)
