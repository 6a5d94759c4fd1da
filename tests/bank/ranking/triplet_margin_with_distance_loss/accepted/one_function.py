"""Everything in one function."""

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
    if not margin > 0:
        raise ValueError(f"margin={margin}")
    if len({anchor.ndim, positive.ndim, negative.ndim}) != 1:
        raise RuntimeError("the three inputs differ in their number of dimensions")
    ruler = distance_function or torch.nn.PairwiseDistance()
    near, far = ruler(anchor, positive), ruler(anchor, negative)
    if swap:
        other = ruler(positive, negative)
        far = torch.where(other < far, other, far)
    return reduced(torch.relu(margin + near - far), reduction)
