"""Scales the whole loss.

fails: test_logit_loss_values
says: the term of y alone, not both
"""


def logit_loss(x, y, pos_weight=1.0):
    return pos_weight * (y * softplus(-x) + (1 - y) * softplus(x))
