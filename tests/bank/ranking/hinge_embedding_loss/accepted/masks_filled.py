"""Masks in place of where, in one function."""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    near = (margin - input).clamp_min(0)
    near, far = near.broadcast_to((near + target).shape), input.broadcast_to((near + target).shape)
    losses = near.masked_fill(target == 1, 0.0) + far.masked_fill(target == -1, 0.0)
    return reduced(losses, reduction, size_average, reduce)
