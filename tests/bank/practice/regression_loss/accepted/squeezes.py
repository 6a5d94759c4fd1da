"""Squeezes the columns."""


def regression_loss(prediction, target):
    if prediction.dim() == 2 and prediction.size(1) == 1:
        prediction = prediction.squeeze(1)
    if target.dim() == 2 and target.size(1) == 1:
        target = target.squeeze(1)
    if prediction.dim() != 1 or prediction.shape != target.shape:
        raise ValueError("prediction and target do not fit")
    return (prediction - target).pow(2).mean()
