"""The two cases of the formula, and words by hand."""

import torch


def clipped(d, delta):
    return torch.where(d.abs() <= delta, d, delta * d.sign())


def huber(d, delta):
    size = d.abs()
    return torch.where(size < delta, 0.5 * size.square(), delta * (size - 0.5 * delta))


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if reduction not in {"none", "mean", "sum"}:
        raise ValueError(f"reduction={reduction}")
    if not delta > 0:
        raise ValueError(f"delta={delta}")
    if weight is not None and weight.size() != input.size():
        raise ValueError("one weight for each input")
    losses = huber(input - target, delta)
    if weight is not None:
        losses = torch.einsum("...,...->...", losses, weight.expand_as(losses))
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / losses.numel()
