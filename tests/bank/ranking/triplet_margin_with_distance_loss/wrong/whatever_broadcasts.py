"""Checks no shape.

fails: test_triplet_margin_with_distance_loss_refused
says: no check that all three have the same number
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
    if distance_function is None:
        distance_function = torch.pairwise_distance
    to_positive, to_negative = two_distances(
        distance_function, anchor, positive, negative, swap
    )
    losses = (to_positive - to_negative + margin).clamp(min=0)
    return reduced(losses, reduction)
