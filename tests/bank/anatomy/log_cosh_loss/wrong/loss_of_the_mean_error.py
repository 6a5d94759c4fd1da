"""Averages the errors first.

fails: test_log_cosh_loss_reduction
says: you reduced the errors, and then took the loss
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    return log_cosh(reduced(input - target, reduction))
