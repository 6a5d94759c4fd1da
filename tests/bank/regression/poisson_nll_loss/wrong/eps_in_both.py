"""Adds eps to the log rate.

fails: test_poisson_nll_loss_arguments
says: the loss is not right
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
    losses = log_rate_loss(input + eps, target) if log_input else rate_loss(input, target, eps)
    if full:
        losses = losses + stirling(target)
    return reduced(losses, reduction, size_average, reduce)
