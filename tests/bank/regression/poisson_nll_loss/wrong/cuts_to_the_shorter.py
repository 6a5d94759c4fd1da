"""Cuts both to the shorter one.

fails: test_poisson_nll_loss_refused
says: counts that were left out
"""


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
    if input.dim() == target.dim() == 1:
        n = min(len(input), len(target))
        input, target = input[:n], target[:n]
    losses = log_rate_loss(input, target) if log_input else rate_loss(input, target, eps)
    if full:
        losses = losses + stirling(target)
    return reduced(losses, reduction, size_average, reduce)
