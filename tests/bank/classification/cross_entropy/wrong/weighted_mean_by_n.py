"""Divides the weighted mean by the number of samples.

fails: test_weighted_loss_weight
says: you divided by N; with weights torch divides by the sum of the weights of the targets
"""


def weighted_loss(logits, target, weight=None, ignore_index=-100, reduction="mean"):
    ignored = target == ignore_index
    valid = target.masked_fill(ignored, 0)
    losses = batch_loss(logits, valid)
    if weight is not None:
        losses = losses * weight[valid]
    losses = losses.masked_fill(ignored, 0)
    return reduce_losses(losses, reduction)
