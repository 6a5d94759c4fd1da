"""Turns the input into float32.

fails: test_binary_cross_entropy_dtype
says: has the wrong dtype
also: .float()
"""


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    for values in (input, target):
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError("range")
    losses = bernoulli_nll(input.float(), target.float())
    if weight is not None:
        losses = losses * weight.expand(input.shape)
    return reduced(losses, reduction, size_average, reduce)
