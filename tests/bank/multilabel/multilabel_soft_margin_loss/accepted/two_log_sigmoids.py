"""ln σ(x) and ln σ(−x), each stable; words by hand."""

import torch


def log_sig(x):
    return torch.minimum(x, torch.zeros_like(x)) - torch.log1p(torch.exp(-torch.abs(x)))


def question_losses(input, target):
    return -(target * log_sig(input) + (1 - target) * log_sig(-input))


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    losses = question_losses(input, target)
    losses = (
        losses.mean(-1)
        if weight is None
        else torch.einsum("...c,c->...", losses, weight) / len(weight)
    )
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.sum() / losses.numel()
    raise ValueError(reduction)
