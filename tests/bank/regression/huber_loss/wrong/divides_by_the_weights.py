"""Divides as mse_loss does.

fails: test_huber_loss_weight
says: you divided by the sum of the weights, 12
"""


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise ValueError(f"delta is {delta}")
    losses = huber(input - target, delta)
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError("weight and input differ in shape")
        losses = losses * weight
        if reduction == "mean":
            return losses.sum() / weight.sum()
    return reduced(losses, reduction)
