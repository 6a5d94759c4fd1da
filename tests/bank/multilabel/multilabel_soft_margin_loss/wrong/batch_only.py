"""Averages over dimension 1.

fails: test_multilabel_soft_margin_loss_shapes
says: Dimension out of range
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight
    losses = losses.mean(1)
    return reduced(losses, reduction, size_average, reduce)
