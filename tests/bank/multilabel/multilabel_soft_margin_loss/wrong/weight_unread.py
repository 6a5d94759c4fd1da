"""Ignores the weight.

fails: test_multilabel_soft_margin_loss_weight
says: the argument weight was not used
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        pass
    losses = losses.sum(-1) / input.shape[-1]
    return reduced(losses, reduction, size_average, reduce)
