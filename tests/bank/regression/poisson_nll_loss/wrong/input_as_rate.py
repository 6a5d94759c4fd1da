"""Takes the log rate for the rate.

fails: test_log_rate_loss_values
says: you took x for the rate
"""


def log_rate_loss(x, y):
    return x - y * x.log()
