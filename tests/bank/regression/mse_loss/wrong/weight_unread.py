"""Ignores the weight.

fails: test_mse_loss_weight
says: the argument weight was not used
"""


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    return reduced((input - target) ** 2, reduction, size_average, reduce)
