"""Decides about the mean before it reads the deprecated pair.

fails: test_nll_loss_deprecated
says: read the pair before
"""


def nll_loss(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"
):
    classes = input.shape[min(1, input.dim() - 1)]
    places = input.shape[:1] + input.shape[2:] if input.dim() > 1 else ()
    if target.shape != places:
        raise ValueError("target")
    if weight is None:
        weight = input.new_ones(classes)
    if weight.shape != (classes,):
        raise ValueError("weight")
    shares = target_weights(target, weight, ignore_index)
    losses = shares * picked(input, target, ignore_index)
    if reduction == "mean" and size_average is None and reduce is None:
        return losses.sum() / shares.sum()
    return reduced(losses, reduction, size_average, reduce)
