"""One pair after the other."""

import torch


def lead(input1, input2, target):
    wide = torch.broadcast_tensors(input1, input2, target)
    pairs = zip(*(one.reshape(-1) for one in wide), strict=True)
    leads = [first - second if y > 0 else second - first for first, second, y in pairs]
    return torch.stack(leads).reshape(wide[0].shape) if leads else input1 - input2


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if len({input1.dim(), input2.dim(), target.dim()}) > 1:
        raise ValueError("the numbers of dimensions differ")
    losses = ranking_hinge(target * (input1 - input2), margin)
    return reduced(losses, reduction, size_average, reduce)
