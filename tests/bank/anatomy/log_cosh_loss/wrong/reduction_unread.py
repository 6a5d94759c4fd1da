"""Always takes the mean.

fails: test_log_cosh_loss_reduction
says: the argument reduction was not used
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    return log_cosh(input - target).mean()
