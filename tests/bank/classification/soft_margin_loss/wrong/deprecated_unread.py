"""Ignores size_average and reduce.

fails: test_soft_margin_loss_deprecated
says: it is not read when
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins)
    return reduced(losses, reduction)
