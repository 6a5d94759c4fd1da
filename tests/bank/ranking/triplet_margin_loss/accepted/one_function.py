"""Everything in one function."""

import torch


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
    if not margin > 0:
        raise ValueError(f"margin={margin}")
    if len({anchor.ndim, positive.ndim, negative.ndim}) != 1:
        raise RuntimeError("the three inputs differ in their number of dimensions")

    def ruler(u, v):
        size = (u - v + eps).abs()
        if p == torch.inf:
            return size.amax(dim=-1)
        return size.pow(p).sum(dim=-1).pow(1 / p)

    near, far = ruler(anchor, positive), ruler(anchor, negative)
    if swap:
        other = ruler(positive, negative)
        far = torch.where(other < far, other, far)
    return reduced(torch.clamp_min(margin + near - far, 0), reduction, size_average, reduce)
