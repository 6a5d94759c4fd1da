"""Divides by a number.

fails: test_log_cosh_loss_random
says: autograd takes the divisor for a constant
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    losses = log_cosh(input - target)
    if weight is None:
        return reduced(losses, reduction)
    if weight.shape != input.shape[-1:]:
        raise ValueError("one weight for each column")
    if reduction == "mean":
        return (losses * weight).sum() / weight.expand(losses.shape).sum().item()
    return reduced(losses * weight, reduction)
