"""Removes the ignored samples, so that "none" returns fewer losses than there are targets.

fails: test_weighted_loss_ignore
says: you dropped the ignored sample
"""


def weighted_loss(logits, target, weight=None, ignore_index=-100, reduction="mean"):
    kept = target != ignore_index
    losses = batch_loss(logits[kept], target[kept])
    if weight is not None:
        losses = losses * weight[target[kept]]
    return reduce_losses(losses, reduction, total_weight(target, weight, ignore_index))
