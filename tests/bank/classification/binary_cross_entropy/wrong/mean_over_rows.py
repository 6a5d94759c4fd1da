"""Divides by the length of the batch.

fails: test_binary_cross_entropy_reduction
says: you divided by the number of rows
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
        losses = losses * weight.expand(input.shape)
    if reduction == "mean" and size_average is None and reduce is None:
        return losses.sum() / len(losses)
    return reduced(losses, reduction, size_average, reduce)
