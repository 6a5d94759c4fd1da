"""Lets any weight broadcast.

fails: test_huber_loss_refused
says: a weight that broadcasts
"""


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise ValueError(f"delta is {delta}")
    losses = huber(input - target, delta)
    if weight is not None:
        losses = losses * weight
    return reduced(losses, reduction)
