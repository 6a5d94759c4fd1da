"""Keeps the ignored targets in the denominator.

fails: test_weighted_loss_ignore
says: an ignored target does not count in the denominator
"""


def weighted_loss(logits, target, weight=None, ignore_index=-100, reduction="mean"):
    ignored = target == ignore_index
    valid = target.masked_fill(ignored, 0)
    losses = batch_loss(logits, valid)
    if weight is not None:
        losses = losses * weight[valid]
    losses = losses.masked_fill(ignored, 0)
    return reduce_losses(losses, reduction, None if weight is None else weight[valid].sum())
