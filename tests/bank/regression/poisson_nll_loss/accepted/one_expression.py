"""Everything in one function."""

import torch


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
    rate = input.exp() if log_input else input
    log_rate = input if log_input else torch.log(input + eps)
    losses = rate - target * log_rate
    if full:
        big = target.clamp(min=1.5)
        term = (target + 0.5) * big.log() - target + 0.9189385332046727
        losses = losses + torch.where(target > 1, term, torch.zeros_like(term))
    return reduced(losses, reduction, size_average, reduce)
