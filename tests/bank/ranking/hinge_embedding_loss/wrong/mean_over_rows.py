"""Divides by the first dimension.

fails: test_hinge_embedding_loss_shapes
says: you divided by the number of rows
"""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    losses = pair_loss(input, target, margin)
    if reduction == "mean" and losses.dim() > 1:
        return losses.sum() / losses.shape[0]
    return reduced(losses, reduction, size_average, reduce)
