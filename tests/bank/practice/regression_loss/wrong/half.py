"""Puts a half in front.

fails: test_regression_loss_shapes
says: there is a ½
"""


def regression_loss(prediction, target):
    return 0.5 * ((prediction.flatten() - target.flatten()) ** 2).mean()
