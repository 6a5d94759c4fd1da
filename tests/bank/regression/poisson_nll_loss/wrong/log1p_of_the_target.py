"""Takes the logarithm of 1 + target.

fails: test_log_rate_loss_values
says: you took the logarithm of 1 + target
"""


def log_rate_loss(x, y):
    return x.exp() - y.log1p() * x
