"""Forgets exp.

fails: test_log_rate_loss_values
says: the rate itself is λ = exp(x)
"""


def log_rate_loss(x, y):
    return x - y * x
