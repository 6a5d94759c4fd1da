"""Gives ignored targets the weight of class 0 in the denominator, if there are weights.

fails: test_weighted_loss_random
says: or a weight in the denominator
"""


def weighted_loss(logits, target, weight=None, ignore_index=-100, reduction="mean"):
    ignored = target == ignore_index
    valid = target.masked_fill(ignored, 0)
    losses = batch_loss(logits, valid).masked_fill(ignored, 0)
    total = (~ignored).sum()
    if weight is not None:
        losses = losses * weight[valid]
        total = weight[valid].sum()
    return reduce_losses(losses, reduction, total)
