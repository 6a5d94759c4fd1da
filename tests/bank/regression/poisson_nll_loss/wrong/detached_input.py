"""Takes the input out of the graph.

fails: test_poisson_nll_loss_random
says: cut the graph
also: a step that autograd does not follow
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
    input = input.data
    losses = log_rate_loss(input, target) if log_input else rate_loss(input, target, eps)
    if full:
        losses = losses + stirling(target)
    return reduced(losses, reduction, size_average, reduce)
