"""Scales the term of the negatives.

fails: test_logit_loss_values
says: not that of 1 - y
"""


def logit_loss(x, y, pos_weight=1.0):
    return y * softplus(-x) + pos_weight * (1 - y) * softplus(x)
