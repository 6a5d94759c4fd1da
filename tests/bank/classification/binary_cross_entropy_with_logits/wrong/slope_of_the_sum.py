"""Divides by a number only after autograd has looked.

fails: test_binary_cross_entropy_with_logits_random
says: this is the gradient of the sum
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
    total = losses.sum()
    value = reduced(losses, reduction, size_average, reduce)
    return value if value.dim() else total + (value - total).detach()
