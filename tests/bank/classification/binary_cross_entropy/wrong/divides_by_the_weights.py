"""Divides by the sum of the weights, as cross_entropy does.

fails: test_binary_cross_entropy_weight
says: not by the weights
"""


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    for values in (input, target):
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError("range")
    losses = bernoulli_nll(input, target)
    if weight is not None:
        weight = weight.expand(input.shape)
        losses = losses * weight
        if reduction == "mean" and size_average is None and reduce is None:
            return losses.sum() / weight.sum()
    return reduced(losses, reduction, size_average, reduce)
