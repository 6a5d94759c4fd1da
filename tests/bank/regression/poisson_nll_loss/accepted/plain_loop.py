"""Goes through the counts one by one."""

import math

import torch


def stirling(y):
    terms = []
    for count in y.reshape(-1):
        if count > 1:
            terms.append(count * count.log() - count + (2 * math.pi * count).sqrt().log())
        else:
            terms.append(torch.tensor(0.0, dtype=y.dtype if y.is_floating_point() else None))
    return torch.stack(terms).reshape(y.shape) if terms else torch.zeros(y.shape)


def log_rate_loss(x, y):
    return torch.exp(x) - torch.mul(x, y)


def poisson_nll_loss(
    input,
    target,
    log_input=True,
    full=False,
    size_average=None,
    eps=1e-8,
    reduce=None,
    reduction="mean",
):
    loss = input - target * (input + eps).log()
    if log_input:
        loss = log_rate_loss(input, target)
    loss = loss + stirling(target) if full else loss
    return reduced(loss, reduction, size_average=size_average, reduce=reduce)
