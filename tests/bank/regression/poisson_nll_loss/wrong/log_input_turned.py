"""Takes log_input the other way round.

fails: test_poisson_nll_loss_arguments
says: the argument log_input was not used, or the other way round
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
    losses = log_rate_loss(input, target) if not log_input else rate_loss(input, target, eps)
    if full:
        losses = losses + stirling(target)
    return reduced(losses, reduction, size_average, reduce)
