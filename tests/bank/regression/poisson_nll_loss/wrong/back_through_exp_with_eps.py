"""Uses the formula of the rate for the log rate.

fails: test_log_rate_loss_far
says: a small number inside the logarithm
"""


def log_rate_loss(x, y):
    rate = x.exp()
    return rate - y * (rate + 1e-8).log()
