"""Does not divide by the number of classes.

fails: test_multilabel_soft_margin_loss_reduction
says: you added up the questions
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight
    losses = losses.sum(-1)
    return reduced(losses, reduction, size_average, reduce)
