"""Divides by the sum of D numbers.

fails: test_log_cosh_loss_weight
says: the weights count once for each example
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
        return (losses * weight).sum() / weight.sum()
    return reduced(losses * weight, reduction)
