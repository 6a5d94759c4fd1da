"""Returns 0 for the mean of nothing.

fails: test_soft_margin_loss_shapes
says: a case for 0 / 0
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins)
    if losses.numel() == 0:
        return losses.sum()
    return reduced(losses, reduction, size_average, reduce)
