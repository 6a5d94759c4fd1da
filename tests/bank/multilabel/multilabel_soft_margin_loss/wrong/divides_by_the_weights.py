"""Divides by the sum of the weights.

fails: test_multilabel_soft_margin_loss_weight
says: you divided by the sum of the weights
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight
    losses = losses.sum(-1) / (input.shape[-1] if weight is None else weight.sum())
    return reduced(losses, reduction, size_average, reduce)
