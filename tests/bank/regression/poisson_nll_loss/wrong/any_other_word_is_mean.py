"""Every word but none and sum is a mean.

fails: test_poisson_nll_loss_refused
says: an else branch that takes every other word
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
    losses = log_rate_loss(input, target) if log_input else rate_loss(input, target, eps)
    if full:
        losses = losses + stirling(target)
    if reduction not in ("none", "sum"):
        reduction = "mean"
    return reduced(losses, reduction, size_average, reduce)
