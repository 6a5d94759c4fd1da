"""Believes that a large δ gives MSELoss.

fails: test_huber_loss_limits
says: with a large δ Huber is half the squared error
"""


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise ValueError(f"delta is {delta}")
    losses = huber(input - target, delta)
    if delta > 1e3:
        losses = (input - target) ** 2
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError("weight and input differ in shape")
        losses = losses * weight
    return reduced(losses, reduction)
