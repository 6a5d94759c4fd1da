"""Looks at the number of entries only.

fails: test_regression_loss_refused
says: this input is invalid
also: squeeze or flatten without a look at the shapes
"""


def regression_loss(prediction, target):
    if prediction.numel() != target.numel():
        raise ValueError("they do not fit")
    return ((prediction.flatten() - target.flatten()) ** 2).mean()
