"""Divides the mean over probability targets by their weights, as for class indices.

fails: test_soft_loss_weight
says: with probabilities torch divides by N
"""


def soft_loss(logits, target, weight=None, reduction="mean", label_smoothing=0.0):
    smooth = (1 - label_smoothing) * target + label_smoothing / logits.shape[1]
    terms = -smooth * log_softmax(logits, 1)
    total = None
    if weight is not None:
        terms = terms * weight
        total = (target * weight).sum()
    return reduce_losses(terms.sum(1), reduction, total)
