"""Takes the negative's distance for a constant.

fails: test_triplet_margin_with_distance_loss_gradient
says: autograd takes the distance to the negative for a constant
"""

import torch


def triplet_margin_with_distance_loss(
    anchor,
    positive,
    negative,
    *,
    distance_function=None,
    margin=1.0,
    swap=False,
    reduction="mean",
):
    if margin <= 0:
        raise ValueError("the margin must be positive")
    if not anchor.dim() == positive.dim() == negative.dim():
        raise ValueError("the numbers of dimensions differ")
    if distance_function is None:
        distance_function = torch.pairwise_distance
    to_positive, to_negative = two_distances(
        distance_function, anchor, positive, negative, swap
    )
    losses = (to_positive - to_negative.detach() + margin).clamp(min=0)
    return reduced(losses, reduction)
