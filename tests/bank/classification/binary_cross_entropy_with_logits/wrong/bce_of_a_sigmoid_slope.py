"""Writes BCELoss behind a sigmoid, whose slope is a safe 0.

fails: test_logit_loss_gradient
says: the slope is gone where the sigmoid is 0 or 1
also: this is BCELoss of a sigmoid
"""


def logit_loss(x, y, pos_weight=1.0):
    yes = x.sigmoid().log().clamp(min=-100)
    no = (-x).sigmoid().log().clamp(min=-100)
    return -pos_weight * y * yes - (1 - y) * no
