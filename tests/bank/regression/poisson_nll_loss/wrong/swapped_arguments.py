"""Swaps input and target.

fails: test_log_rate_loss_values
says: input and target are swapped
"""


def log_rate_loss(x, y):
    return y.exp() - x * y
