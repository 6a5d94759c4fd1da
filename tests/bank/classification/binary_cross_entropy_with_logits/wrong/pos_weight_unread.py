"""Does not look at pos_weight.

fails: test_logit_loss_values
says: the argument pos_weight was not used
"""


def logit_loss(x, y, pos_weight=1.0):
    return y * softplus(-x) + (1 - y) * softplus(x)
