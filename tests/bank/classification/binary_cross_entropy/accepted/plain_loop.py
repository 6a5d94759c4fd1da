"""Goes through the forecasts one by one."""

import torch


def bernoulli_nll(p, y):
    losses = []
    for forecast, truth in zip(p.reshape(-1), y.reshape(-1), strict=True):
        yes, no = clamped_logs(forecast)
        losses.append(-truth * yes - (1 - truth) * no)
    return torch.stack(losses).reshape(p.shape) if losses else p * y


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if input.shape != target.shape:
        raise ValueError("shapes")
    for value in [*input.flatten().tolist(), *target.flatten().tolist()]:
        if not 0 <= value <= 1:
            raise ValueError(f"{value} is no probability")
    losses = bernoulli_nll(input, target)
    if weight is not None:
        weighted = weight * losses
        if weighted.shape != losses.shape:
            raise ValueError("the weight is too large")
        losses = weighted
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    return reduced(losses, reduction)
