"""Forgets that both logarithms are negative.

fails: test_logit_loss_values
says: both have a minus
"""


def logit_loss(x, y, pos_weight=1.0):
    return -pos_weight * y * softplus(-x) - (1 - y) * softplus(x)
