"""A loop over the scores, one at a time."""

import torch


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    labels = target.expand(input.shape) if target.dim() <= input.dim() else None
    if labels is None:
        raise ValueError("the target has more dimensions than the input")
    losses = [
        (-y * x if y * x < 0 else 0 * x) + torch.log1p(torch.exp(y * x if y * x < 0 else -y * x))
        for x, y in zip(input.reshape(-1), labels.reshape(-1))
    ]
    losses = torch.stack(losses).reshape(input.shape) if losses else input * 1
    return reduced(losses, reduction, size_average, reduce)
