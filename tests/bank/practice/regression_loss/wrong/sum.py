"""Adds up.

fails: test_regression_loss_shapes
says: this is the sum
"""


def regression_loss(prediction, target):
    if prediction.numel() != target.numel():
        raise ValueError("they do not fit")
    return ((prediction.flatten() - target.flatten()) ** 2).sum()
