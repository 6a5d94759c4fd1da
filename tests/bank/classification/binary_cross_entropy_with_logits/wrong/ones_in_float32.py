"""Works in the default dtype.

fails: test_binary_cross_entropy_with_logits_dtype
says: has the wrong dtype
also: torch.ones(…) without dtype
"""


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    if target.shape != input.shape:
        raise ValueError("shapes")
    factor = 1.0 if pos_weight is None else pos_weight.expand(input.shape)
    losses = logit_loss(input.float(), target.float(), factor)
    if weight is not None:
        losses = losses * weight.expand(input.shape)
    return reduced(losses, reduction, size_average, reduce)
