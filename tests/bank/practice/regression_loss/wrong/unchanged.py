"""Leaves the table.

fails: test_regression_loss_shapes
says: each prediction still meets every target
"""


def regression_loss(prediction, target):
    return ((prediction - target) ** 2).mean()
