"""Lets the target broadcast.

fails: test_log_cosh_loss_refused
says: came:     RuntimeError: The size of tensor a
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    losses = log_cosh(input - target)
    if weight is None:
        return reduced(losses, reduction)
    if weight.shape != input.shape[-1:]:
        raise ValueError("one weight for each column")
    if reduction == "mean":
        return (losses * weight).sum() / weight.expand(losses.shape).sum()
    return reduced(losses * weight, reduction)
