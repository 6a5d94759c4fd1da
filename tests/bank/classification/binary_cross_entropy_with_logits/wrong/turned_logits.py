"""Turns the sign of the logits.

fails: test_logit_loss_values
says: the sign of the logits is turned
"""


def logit_loss(x, y, pos_weight=1.0):
    return pos_weight * y * softplus(x) + (1 - y) * softplus(-x)
