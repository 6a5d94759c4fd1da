"""Does not look at the weights.

fails: test_binary_cross_entropy_with_logits_weight
says: neither weight nor pos_weight was used
"""


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    losses = logit_loss(input, target)
    return reduced(losses, reduction, size_average, reduce)
