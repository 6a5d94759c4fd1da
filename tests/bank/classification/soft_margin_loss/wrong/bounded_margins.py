"""Bounds the margins at -50.

fails: test_soft_margin_loss_far
says: a margin cut off at a bound
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins.clamp(min=-50))
    return reduced(losses, reduction, size_average, reduce)
