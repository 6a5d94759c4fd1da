"""Averages over scores.

fails: test_multilabel_margin_loss_reduction
says: you averaged over the classes once more
also: the mean over all C · C pairs
"""


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    if target.shape != input.shape:
        raise ValueError("input and target differ in shape")
    if target.min() < -1 or target.max() >= input.shape[-1]:
        raise ValueError("no such label")
    counts = label_counts(target)
    chosen = counts.unsqueeze(-1) * (counts == 0).unsqueeze(-2)
    losses = (pair_hinges(input) * chosen).sum((-2, -1)) / input.shape[-1]
    if reduction == "mean" and size_average is None and reduce is None:
        return losses.sum() / input.numel()
    return reduced(losses, reduction, size_average, reduce)
