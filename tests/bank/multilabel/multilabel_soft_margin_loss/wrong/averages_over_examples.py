"""Averages over the first dimension.

fails: test_multilabel_soft_margin_loss_reduction
says: you averaged over the examples
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight
    losses = losses.mean(0)
    return reduced(losses, reduction, size_average, reduce)
