"""Takes the logarithm of the exponential.

fails: test_log_rate_loss_far
says: the rate rounds to 0, and its logarithm is -inf
"""


def log_rate_loss(x, y):
    rate = x.exp()
    return rate - y * rate.log()
