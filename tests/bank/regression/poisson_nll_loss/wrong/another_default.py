"""Has another default of eps.

fails: test_rate_loss_zero
says: eps has another default
"""


def rate_loss(rate, y, eps=1e-6):
    return rate - y * (rate + eps).log()
