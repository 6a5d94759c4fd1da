"""Writes the losses with relu and abs.

fails: test_multilabel_soft_margin_loss_random
says: yours are those of relu and abs
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = input.relu() - input * target + (-input.abs()).exp().log1p()
    if weight is not None:
        losses = losses * weight
    losses = losses.sum(-1) / input.shape[-1]
    return reduced(losses, reduction, size_average, reduce)
