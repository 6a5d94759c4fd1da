"""Multiplies the logits by the class weights.

fails: test_weighted_loss_weight
says: you multiplied the scores by the weights
"""


def weighted_loss(logits, target, weight=None, ignore_index=-100, reduction="mean"):
    ignored = target == ignore_index
    scores = logits if weight is None else logits * weight
    losses = batch_loss(scores, target.masked_fill(ignored, 0)).masked_fill(ignored, 0)
    return reduce_losses(losses, reduction, (~ignored).sum())
