"""Divides by the number of predictions.

fails: test_huber_loss_shapes
says: you divided by the number of predictions
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
            return losses.sum() / input.numel()
    return reduced(losses, reduction)
