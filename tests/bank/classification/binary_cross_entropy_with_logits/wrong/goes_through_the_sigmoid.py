"""Computes the probability first.

fails: test_binary_cross_entropy_with_logits_random
says: your slope vanishes there
"""


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    factor = 1.0 if pos_weight is None else pos_weight.expand(input.shape)
    p = input.sigmoid().clamp(1e-12, 1 - 1e-7)
    losses = -factor * target * p.log() - (1 - target) * (1 - p).log()
    if weight is not None:
        losses = losses * weight.expand(input.shape)
    return reduced(losses, reduction, size_average, reduce)
