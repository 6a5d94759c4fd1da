"""Takes eps for a lower bound.

fails: test_rate_loss_values
says: eps is added, it is no lower bound
"""


def rate_loss(rate, y, eps=1e-8):
    return rate - y * rate.clamp(min=eps).log()
