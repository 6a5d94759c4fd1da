"""Takes the loss of the mean residual.

fails: test_huber_loss_reduction
says: you reduced the residuals first
"""


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise ValueError(f"delta is {delta}")
    d = input - target
    losses = huber(d.mean() if reduction == "mean" else d, delta)
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError("weight and input differ in shape")
        losses = losses * weight
    return reduced(losses, reduction)
