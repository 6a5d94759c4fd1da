"""Lets a column meet a row.

fails: test_binary_cross_entropy_with_logits_invalid
says: a column and a row make a table
"""


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    factor = 1.0 if pos_weight is None else pos_weight.expand(input.shape)
    losses = logit_loss(input, target, factor)
    if weight is not None:
        losses = losses * weight.expand(input.shape)
    return reduced(losses, reduction, size_average, reduce)
