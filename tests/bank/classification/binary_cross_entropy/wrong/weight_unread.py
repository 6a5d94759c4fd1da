"""Does not look at the weight.

fails: test_binary_cross_entropy_weight
says: the argument weight was not used
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
    return reduced(losses, reduction, size_average, reduce)
