"""Divides by the length of the batch.

fails: test_binary_cross_entropy_with_logits_reduction
says: you divided by the number of rows
"""


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    factor = 1.0 if pos_weight is None else pos_weight.expand(input.shape)
    losses = logit_loss(input, target, factor)
    if weight is not None:
        losses = losses * weight.expand(input.shape)
    if reduction == "mean" and size_average is None and reduce is None:
        return losses.sum() / len(losses)
    return reduced(losses, reduction, size_average, reduce)
