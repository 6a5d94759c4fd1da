"""Adds ln y! always.

fails: test_log_rate_loss_values
says: by default that constant is left out
"""


def log_rate_loss(x, y):
    return x.exp() - y * x + (y + 1).lgamma()
