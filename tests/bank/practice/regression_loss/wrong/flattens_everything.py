"""Flattens whatever comes.

fails: test_regression_loss_refused
says: squeeze or flatten without a look at the shapes
"""


def regression_loss(prediction, target):
    return ((prediction.flatten() - target.flatten()) ** 2).mean()
