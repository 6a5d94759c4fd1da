"""Ignores the weight.

fails: test_huber_loss_weight
says: the argument weight was not used
"""


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise ValueError(f"delta is {delta}")
    losses = huber(input - target, delta)
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError("weight and input differ in shape")
        pass
    return reduced(losses, reduction)
