"""Averages the two kinds apart.

fails: test_hinge_embedding_loss_reduction
says: you averaged each kind of pair on its own
"""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    losses = pair_loss(input, target, margin)
    if reduction == "mean":
        return losses[target == 1].mean() + losses[target == -1].mean()
    return reduced(losses, reduction, size_average, reduce)
