"""Turns probabilities into the most likely class.

fails: test_soft_loss_values
says: you took the most likely class as the target
"""


def soft_loss(logits, target, weight=None, reduction="mean", label_smoothing=0.0):
    losses = batch_loss(logits, target.argmax(1))
    if weight is not None:
        losses = losses * weight[target.argmax(1)]
    return reduce_losses(losses, reduction)
