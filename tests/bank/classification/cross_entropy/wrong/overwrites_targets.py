"""Replaces the ignored targets in the caller's tensor.

fails: test_weighted_loss_ignore
says: the function changed its argument target
"""


def weighted_loss(logits, target, weight=None, ignore_index=-100, reduction="mean"):
    total = total_weight(target, weight, ignore_index)
    ignored = target == ignore_index
    target[ignored] = 0
    losses = batch_loss(logits, target)
    if weight is not None:
        losses = losses * weight[target]
    return reduce_losses(losses.masked_fill(ignored, 0), reduction, total)
