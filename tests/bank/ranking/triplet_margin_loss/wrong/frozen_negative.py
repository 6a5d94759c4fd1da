"""Takes the negative for a constant.

fails: test_triplet_margin_loss_random
says: the gradient of negative is missing
also: a step that autograd does not follow
"""


def triplet_margin_loss(
    anchor,
    positive,
    negative,
    margin=1.0,
    p=2,
    eps=1e-6,
    swap=False,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    if margin <= 0:
        raise ValueError("the margin must be positive")
    if not anchor.dim() == positive.dim() == negative.dim():
        raise ValueError("the numbers of dimensions differ")
    to_positive, to_negative = two_distances(anchor, positive, negative.detach(), p, eps, swap)
    losses = (to_positive - to_negative + margin).clamp(min=0)
    return reduced(losses, reduction, size_average, reduce)
