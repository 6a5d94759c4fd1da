"""Cuts or repeats the weight to size.

fails: test_multilabel_soft_margin_loss_refused
says: a weight that is cut to size
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight.repeat(input.shape[-1])[: input.shape[-1]]
    losses = losses.sum(-1) / input.shape[-1]
    return reduced(losses, reduction, size_average, reduce)
