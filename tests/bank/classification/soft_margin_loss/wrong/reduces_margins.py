"""Takes the loss of the mean margin.

fails: test_soft_margin_loss_values
says: you reduced the margins first
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(-margins.mean() if reduction == "mean" else -margins)
    return reduced(losses, reduction, size_average, reduce)
