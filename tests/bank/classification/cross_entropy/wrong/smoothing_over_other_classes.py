"""Spreads ε over the C − 1 wrong classes, as some papers do.

fails: test_soft_loss_smoothing
says: you spread ε over the C - 1 other classes
"""


def soft_loss(logits, target, weight=None, reduction="mean", label_smoothing=0.0):
    others = label_smoothing / (logits.shape[1] - 1)
    smooth = (1 - label_smoothing) * target + others * (1 - target)
    terms = -smooth * log_softmax(logits, 1)
    if weight is not None:
        terms = terms * weight
    return reduce_losses(terms.sum(1), reduction)
