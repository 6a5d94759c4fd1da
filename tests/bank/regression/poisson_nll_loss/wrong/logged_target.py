"""Takes the logarithm of the target, too.

fails: test_log_rate_loss_values
says: you took the logarithm of the target, too
"""


def log_rate_loss(x, y):
    return x.exp() - y.log() * x
