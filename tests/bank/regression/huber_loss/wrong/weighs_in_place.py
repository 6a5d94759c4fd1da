"""Divides the weights by their mean in place.

fails: test_huber_loss_dtype
says: changed its argument weight
"""


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise ValueError(f"delta is {delta}")
    losses = huber(input - target, delta)
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError("weight and input differ in shape")
        losses = losses * weight.mul_(1.5) / 1.5
    return reduced(losses, reduction)
