"""Uses the formula for labels 0 and 1.

fails: test_soft_margin_loss_values
says: this is the formula for labels 0 and 1
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    if margins.shape != input.shape:
        raise ValueError("input and target differ in shape")
    losses = log_one_plus_exp(input) - margins
    return reduced(losses, reduction, size_average, reduce)
