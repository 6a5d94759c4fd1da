"""Weighs the errors.

fails: test_log_cosh_loss_weight
says: you weighted the errors
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    error = input - target
    if weight is not None:
        if weight.shape != input.shape[-1:]:
            raise ValueError("one weight for each column")
        error = error * weight
    return reduced(log_cosh(error), reduction)
