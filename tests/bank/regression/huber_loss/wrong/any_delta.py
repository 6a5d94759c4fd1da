"""Takes any δ.

fails: test_huber_loss_refused
says: no check that δ is positive
"""


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    losses = huber(input - target, delta)
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError("weight and input differ in shape")
        losses = losses * weight
    return reduced(losses, reduction)
