"""Always the mean.

fails: test_soft_margin_loss_values
says: the argument reduction was not used
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins)
    return losses.mean()
