"""One number after the other, and everything in one function."""

import torch


def nll_loss(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"
):
    if size_average is not None or reduce is not None:
        if reduce is not None and not reduce:
            reduction = "none"
        elif size_average is not None and not size_average:
            reduction = "sum"
        else:
            reduction = "mean"
    if reduction not in ("none", "mean", "sum"):
        raise ValueError("what is " + reduction)
    alone = input.dim() == 1
    x = input.unsqueeze(0) if alone else input
    y = target.unsqueeze(0) if alone else target
    if x.shape[:1] + x.shape[2:] != y.shape:
        raise ValueError("shapes")
    if target.is_floating_point():
        raise TypeError("targets are integers")
    count = x.shape[1]
    if weight is not None and list(weight.shape) != [count]:
        raise ValueError("weights")
    x = x.movedim(1, -1).reshape(-1, count)
    losses, total = [], 0.0
    for row, label in zip(x, y.reshape(-1).tolist(), strict=True):
        if label == ignore_index:
            losses.append(torch.zeros((), dtype=x.dtype))
            continue
        if label not in range(count):
            raise IndexError("no such class")
        w = 1.0 if weight is None else weight[label]
        losses.append(-w * row[label])
        total = total + w
    losses = torch.stack(losses) if losses else x.sum(1)
    if reduction == "none":
        return losses.reshape(target.shape)
    if reduction == "sum":
        return losses.sum()
    return losses.sum() / total if total else losses.sum() * torch.nan
