"""Multiplies by the sign; sums by einsum; spells the reductions out."""

import torch


def absolute_error(input, target):
    d = input - target
    return d * d.detach().sign()


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    if size_average is not None or reduce is not None:
        if reduce is False:
            reduction = "none"
        elif size_average is False:
            reduction = "sum"
        else:
            reduction = "mean"
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(reduction)
    errors = absolute_error(input, target)
    if weight is None:
        total = errors.numel()
    elif weight.shape == input.shape:
        total = weight.sum()
        errors = errors * weight
    else:
        raise ValueError("one weight for each prediction, please")
    if reduction == "none":
        return errors
    summed = torch.einsum("...->", errors)
    return summed / total if reduction == "mean" else summed
