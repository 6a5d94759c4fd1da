"""Writes the parameters in an order of its own.

fails: test_triplet_margin_loss_arguments
says: arguments come by position here
"""


def triplet_margin_loss(
    anchor,
    positive,
    negative,
    margin=1.0,
    p=2,
    eps=1e-6,
    reduction="mean",
    swap=False,
    size_average=None,
    reduce=None,
):
    if margin <= 0:
        raise ValueError("the margin must be positive")
    if not anchor.dim() == positive.dim() == negative.dim():
        raise ValueError("the numbers of dimensions differ")
    to_positive, to_negative = two_distances(anchor, positive, negative, p, eps, swap)
    losses = (to_positive - to_negative + margin).clamp(min=0)
    return reduced(losses, reduction, size_average, reduce)
