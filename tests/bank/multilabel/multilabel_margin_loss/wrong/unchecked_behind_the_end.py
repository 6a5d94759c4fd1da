"""Checks the labels only that are read.

fails: test_multilabel_margin_loss_refused
says: behind the -1 it is checked, too
"""


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    if target.shape != input.shape:
        raise ValueError("input and target differ in shape")
    target = target.masked_fill((target == -1).cumsum(-1) > 0, -1)
    if target.min() < -1 or target.max() >= input.shape[-1]:
        raise ValueError("no such label")
    counts = label_counts(target)
    chosen = counts.unsqueeze(-1) * (counts == 0).unsqueeze(-2)
    losses = (pair_hinges(input) * chosen).sum((-2, -1)) / input.shape[-1]
    return reduced(losses, reduction, size_average, reduce)
