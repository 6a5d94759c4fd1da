"""Selects nothing.

fails: test_multilabel_margin_loss_values
says: all pairs count
"""


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    if target.shape != input.shape:
        raise ValueError("input and target differ in shape")
    if target.min() < -1 or target.max() >= input.shape[-1]:
        raise ValueError("no such label")
    counts = label_counts(target)
    chosen = 1
    losses = (pair_hinges(input) * chosen).sum((-2, -1)) / input.shape[-1]
    return reduced(losses, reduction, size_average, reduce)
