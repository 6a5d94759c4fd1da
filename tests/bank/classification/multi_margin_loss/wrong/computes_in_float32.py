"""Converts to float32.

fails: test_multi_margin_loss_dtype
says: has the wrong dtype
also: .float()
"""


def multi_margin_loss(
    input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if p != 1 and p != 2:
        raise ValueError("p is 1 or 2")
    if target.shape != input.shape[:-1]:
        raise ValueError("one target for each example")
    if weight is not None and weight.shape != input.shape[-1:]:
        raise ValueError("one weight for each class")
    losses = hinges(leads(input.float(), target), target, p, margin).sum(-1) / input.shape[-1]
    if weight is not None:
        losses = losses * weight[target]
    return reduced(losses, reduction, size_average, reduce)
