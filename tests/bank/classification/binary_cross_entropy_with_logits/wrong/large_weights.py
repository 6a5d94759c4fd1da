"""Lets a weight widen the losses.

fails: test_binary_cross_entropy_with_logits_invalid
says: larger than the input
"""


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    factor = 1.0 if pos_weight is None else pos_weight
    losses = logit_loss(input, target, factor)
    if weight is not None:
        losses = losses * weight
    return reduced(losses, reduction, size_average, reduce)
