"""Gives the loss the slope that belongs to a logit.

fails: test_binary_cross_entropy_random
says: p - y is the gradient at the logit
"""


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    for values in (input, target):
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError("range")
    losses = bernoulli_nll(input.detach(), target) + (input - target).detach() * (
        input - input.detach()
    )
    if weight is not None:
        losses = losses * weight.expand(input.shape)
    return reduced(losses, reduction, size_average, reduce)
