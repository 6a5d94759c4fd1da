"""Every word but none and sum is a mean.

fails: test_multilabel_soft_margin_loss_refused
says: an else branch that takes every other word
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight
    losses = losses.sum(-1) / input.shape[-1]
    return reduced(
        losses, reduction if reduction in ("none", "sum") else "mean", size_average, reduce
    )
