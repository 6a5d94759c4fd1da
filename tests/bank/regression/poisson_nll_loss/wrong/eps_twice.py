"""Adds eps to the rate itself.

fails: test_rate_loss_values
says: eps was added to the first term, too
"""


def rate_loss(rate, y, eps=1e-8):
    rate = rate + eps
    return rate - y * rate.log()
