"""Weighs the answers yes only.

fails: test_multilabel_soft_margin_loss_weight
says: this is pos_weight
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * (1 + target * (weight - 1))
    losses = losses.sum(-1) / input.shape[-1]
    return reduced(losses, reduction, size_average, reduce)
