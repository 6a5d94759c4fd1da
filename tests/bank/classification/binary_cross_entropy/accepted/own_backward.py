"""Writes the backward function itself, as torch does."""

import torch


class Loss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, p, y):
        ctx.save_for_backward(p, y)
        return (y - 1) * (-p).log1p().clamp_min(-100) - y * p.log().clamp_min(-100)

    @staticmethod
    def backward(ctx, upstream):
        p, y = ctx.saved_tensors
        return upstream * slope(p, y), upstream * ((-p).log1p() - p.log())


def slope(p, y):
    return (p - y) / torch.clamp(p * (1 - p), 1e-12)


def bernoulli_nll(p, y):
    return Loss.apply(p, y)


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if input.shape != target.shape:
        raise ValueError("shapes")
    for values in (input, target):
        inside = (values >= 0).logical_and(values <= 1)
        if not inside.all():
            raise RuntimeError("between 0 and 1, please")
    losses = bernoulli_nll(input, target)
    factors = torch.ones_like(losses) if weight is None else weight.broadcast_to(losses.shape)
    return reduced(factors * losses, reduction, size_average, reduce)
