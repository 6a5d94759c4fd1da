"""Returns 0 for no example.

fails: test_multilabel_soft_margin_loss_shapes
says: a special case for 0 / 0
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight
    losses = losses.sum(-1) / input.shape[-1]
    if losses.numel() == 0:
        return losses.sum()
    return reduced(losses, reduction, size_average, reduce)
