"""Lets the weight broadcast.

fails: test_log_cosh_loss_refused
says: a weight that broadcasts
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    losses = log_cosh(input - target)
    if weight is None:
        return reduced(losses, reduction)
    if reduction == "mean":
        return (losses * weight).sum() / weight.expand(losses.shape).sum()
    return reduced(losses * weight, reduction)
