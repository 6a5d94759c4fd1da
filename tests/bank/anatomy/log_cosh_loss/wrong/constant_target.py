"""Detaches the target.

fails: test_log_cosh_loss_random
says: the gradient of target is missing
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    losses = log_cosh(input - target.detach())
    if weight is None:
        return reduced(losses, reduction)
    if weight.shape != input.shape[-1:]:
        raise ValueError("one weight for each column")
    if reduction == "mean":
        return (losses * weight).sum() / weight.expand(losses.shape).sum()
    return reduced(losses * weight, reduction)
