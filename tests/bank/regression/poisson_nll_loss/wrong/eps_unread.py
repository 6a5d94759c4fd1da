"""Leaves eps out.

fails: test_rate_loss_values
says: the argument eps was not used
"""


def rate_loss(rate, y, eps=1e-8):
    return rate - y * rate.log()
