"""Converts to float32.

fails: test_soft_margin_loss_dtype
says: has the wrong dtype
also: .float()
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input.float() * target.float()
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins)
    return reduced(losses, reduction, size_average, reduce)
