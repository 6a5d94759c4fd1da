"""Divides the weights in place.

fails: test_multilabel_soft_margin_loss_unchanged
says: changed its argument weight
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight.div_(input.shape[-1])
        losses = losses.sum(-1)
    else:
        losses = losses.mean(-1)
    return reduced(losses, reduction, size_average, reduce)
