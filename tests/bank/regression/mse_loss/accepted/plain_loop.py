"""Goes through the numbers one by one."""

import torch


def mse_gradient(input, target):
    slopes = [2 * (x - y) / input.numel() for x, y in zip(input.reshape(-1), target.reshape(-1))]
    return torch.stack(slopes).reshape(input.shape)


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    x, y = torch.broadcast_tensors(input, target)
    w = None
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError(f"weight must have shape {tuple(input.shape)}")
        w = weight.expand(x.shape).reshape(-1)
    losses = []
    for i, (guess, truth) in enumerate(zip(x.reshape(-1), y.reshape(-1))):
        square = (guess - truth) * (guess - truth)
        losses.append(square if w is None else square * w[i])
    losses = torch.stack(losses).reshape(x.shape) if losses else x - y
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "mean" and weight is not None:
        return losses.sum() / weight.sum()
    return reduced(losses, reduction)
