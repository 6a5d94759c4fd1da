"""Adds the term always.

fails: test_poisson_nll_loss_arguments
says: although full is False
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
    losses = losses + stirling(target)
    return reduced(losses, reduction, size_average, reduce)
