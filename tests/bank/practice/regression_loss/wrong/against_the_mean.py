"""Compares with the mean target.

fails: test_regression_loss_learns
says: the line is still flat
"""


def regression_loss(prediction, target):
    if prediction.shape != (len(target), 1) and prediction.shape != target.shape:
        raise ValueError("they do not fit")
    return ((prediction.flatten() - target.mean()) ** 2).mean()
