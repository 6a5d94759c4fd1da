"""Passes the pair in the wrong order.

fails: test_poisson_nll_loss_deprecated
says: an order of arguments other than reduced's
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
    return reduced(losses, reduction, reduce, size_average)
