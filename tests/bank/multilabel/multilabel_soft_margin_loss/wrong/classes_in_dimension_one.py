"""Takes the classes from dimension 1.

fails: test_multilabel_soft_margin_loss_shapes
says: you took dimension 1 for the classes
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = (
            losses * weight.reshape(-1, *[1] * (input.dim() - 2))
            if input.dim() > 2
            else losses * weight
        )
    losses = losses.mean(min(1, losses.dim() - 1))
    return reduced(losses, reduction, size_average, reduce)
