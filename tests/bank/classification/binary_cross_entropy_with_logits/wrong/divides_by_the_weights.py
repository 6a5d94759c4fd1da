"""Divides by the sum of the weights, as cross_entropy does.

fails: test_binary_cross_entropy_with_logits_weight
says: not by the weights
"""


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    factor = 1.0 if pos_weight is None else pos_weight.expand(input.shape)
    losses = logit_loss(input, target, factor)
    if weight is not None:
        weight = weight.expand(input.shape)
        losses = losses * weight
        if reduction == "mean" and size_average is None and reduce is None:
            return losses.sum() / weight.sum()
    return reduced(losses, reduction, size_average, reduce)
