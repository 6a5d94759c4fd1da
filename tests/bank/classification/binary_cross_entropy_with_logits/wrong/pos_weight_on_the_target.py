"""Scales the target before both terms.

fails: test_logit_loss_values
says: not on the target in both terms
"""


def logit_loss(x, y, pos_weight=1.0):
    y = pos_weight * y
    return y * softplus(-x) + (1 - y) * softplus(x)
