"""Refuses columns against rows.

fails: test_regression_loss_shapes
says: ValueError: the shapes differ
"""


def regression_loss(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("the shapes differ")
    return ((prediction - target) ** 2).mean()
