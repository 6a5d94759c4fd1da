"""Ignores the weight.

fails: test_l1_loss_weight
says: the argument weight was not used
"""


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    return reduced(absolute_error(input, target), reduction, size_average, reduce)
