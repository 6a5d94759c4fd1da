"""Converts to float32.

fails: test_huber_loss_dtype
says: has the wrong dtype
also: .float()
"""


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise ValueError(f"delta is {delta}")
    losses = huber((input - target).float(), delta)
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError("weight and input differ in shape")
        losses = losses * weight
    return reduced(losses, reduction)
