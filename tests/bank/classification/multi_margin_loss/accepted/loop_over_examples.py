"""A loop over examples and classes."""

import torch


def multi_margin_loss(
    input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if input.dim() == 1 and target.shape == (1,):
        input = input[None]
    if p not in (1, 2):
        raise ValueError("p must be 1 or 2")
    if weight is not None and weight.shape != input.shape[-1:]:
        raise ValueError("weight must have one entry per class")
    if target.dim() != input.dim() - 1 or target.shape != input.shape[:-1]:
        raise ValueError("one target per example")
    rows = input if input.dim() == 2 else input[None]
    labels = target.reshape(-1).tolist()
    losses = []
    for row, y in zip(rows, labels):
        if not 0 <= y < len(row):
            raise ValueError(f"there is no class {y}")
        total = row.sum() * 0
        for i in range(len(row)):
            hinge = margin - row[y] + row[i]
            if i != y and hinge > 0:
                total = total + hinge**p
        losses.append(total / len(row) * (1 if weight is None else weight[y]))
    losses = torch.stack(losses).reshape(target.shape)
    return reduced(losses, reduction, size_average, reduce)
