"""Goes through the logits one by one, and decides by their sign."""

import torch


def softplus(x):
    values = []
    for entry in x.reshape(-1):
        if entry > 0:
            values.append(entry + (1 + (-entry).exp()).log())
        else:
            values.append((1 + entry.exp()).log())
    return torch.stack(values).reshape(x.shape) if values else x


def balancing_pos_weight(target):
    weights = []
    for column in target.T:
        ill = sum(column.tolist())
        weights.append((len(column) - ill) / ill)
    return torch.tensor(weights, dtype=target.dtype)


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    if input.shape != target.shape:
        raise ValueError("shapes")
    for factor in (weight, pos_weight):
        if factor is not None and torch.broadcast_shapes(factor.shape, input.shape) != input.shape:
            raise ValueError("weights")
    positive = target * softplus(-input)
    if pos_weight is not None:
        positive = positive * pos_weight
    losses = positive + (1 - target) * softplus(input)
    if weight is not None:
        losses = losses * weight
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    return reduced(losses, reduction)
