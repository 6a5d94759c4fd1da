"""Divides by the number of entries.

fails: test_log_cosh_loss_weight
says: divide by the sum of their weights
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    losses = log_cosh(input - target)
    if weight is not None:
        if weight.shape != input.shape[-1:]:
            raise ValueError("one weight for each column")
        losses = losses * weight
    return reduced(losses, reduction)
