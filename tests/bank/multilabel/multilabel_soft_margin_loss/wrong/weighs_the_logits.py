"""Multiplies the logits by the weight.

fails: test_multilabel_soft_margin_loss_weight
says: not the logits
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = question_losses(input * weight, target)
    losses = losses.sum(-1) / input.shape[-1]
    return reduced(losses, reduction, size_average, reduce)
