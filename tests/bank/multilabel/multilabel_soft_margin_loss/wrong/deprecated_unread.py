"""Ignores size_average and reduce.

fails: test_multilabel_soft_margin_loss_deprecated
says: it is not read when
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight
    losses = losses.sum(-1) / input.shape[-1]
    return reduced(losses, reduction)
