"""Divides by the batch size.

fails: test_poisson_nll_loss_shapes
says: you divided by the number of rows
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
    if losses.dim() == 2 and reduction == "mean":
        return losses.sum() / len(losses)
    return reduced(losses, reduction, size_average, reduce)
