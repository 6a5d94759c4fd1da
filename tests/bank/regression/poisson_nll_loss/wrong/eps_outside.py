"""Adds eps to the logarithm.

fails: test_rate_loss_values
says: eps was added to the logarithm, not inside it
"""


def rate_loss(rate, y, eps=1e-8):
    return rate - y * (rate.log() + eps)
