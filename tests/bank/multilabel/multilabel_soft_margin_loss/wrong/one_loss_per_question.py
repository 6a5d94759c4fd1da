"""Reduces the questions, as BCEWithLogitsLoss does.

fails: test_multilabel_soft_margin_loss_reduction
says: one number per question
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight
    return reduced(losses, reduction, size_average, reduce)
