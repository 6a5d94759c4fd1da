"""Writes BCELoss behind a sigmoid.

fails: test_logit_loss_extreme
says: this is BCELoss of a sigmoid
"""


def logit_loss(x, y, pos_weight=1.0):
    yes = x.sigmoid().log().clamp(min=-100)
    no = (-x).sigmoid().log().clamp(min=-100)
    return -pos_weight * y * yes - (1 - y) * no
