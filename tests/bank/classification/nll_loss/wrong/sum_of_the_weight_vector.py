"""Divides by the sum of all class weights.

fails: test_nll_loss_weight
says: each target brings its own weight
also: you divided by the number of classes
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
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "mean":
        return losses.sum() / weight.sum()
    return reduced(losses, reduction)
