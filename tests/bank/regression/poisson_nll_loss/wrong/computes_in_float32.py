"""Converts to float32.

fails: test_poisson_nll_loss_dtype
says: has the wrong dtype
also: .float()
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
    input, target = input.float(), target.float()
    losses = log_rate_loss(input, target) if log_input else rate_loss(input, target, eps)
    if full:
        losses = losses + stirling(target)
    return reduced(losses, reduction, size_average, reduce)
