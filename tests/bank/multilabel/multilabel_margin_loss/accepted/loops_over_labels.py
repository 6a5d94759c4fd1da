"""Loops over examples, labels and rivals."""

import torch


def label_counts(target):
    rows = target.reshape(-1, target.shape[-1])
    counts = torch.zeros_like(rows)
    for count, row in zip(counts, rows.tolist()):
        for label in row:
            if label == -1:
                break
            count[label] += 1
    return counts.reshape(target.shape)


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    if input.dim() == 0:
        input, target = input.reshape(1), target.reshape(1)
    if input.shape != target.shape or target.dtype != torch.int64:
        raise ValueError("the target holds one index for each score")
    classes = input.shape[-1]
    losses = []
    for x, y in zip(input.reshape(-1, classes), target.reshape(-1, classes).tolist()):
        if min(y) < -1 or max(y) >= classes:
            raise IndexError("a label that does not exist")
        true = y[: y.index(-1)] if -1 in y else y
        total = 0 * x.sum()
        for j in true:
            for i in range(classes):
                if i not in true and 1 - (x[j] - x[i]) > 0:
                    total = total + 1 - (x[j] - x[i])
        losses.append(total / classes)
    return reduced(torch.stack(losses).reshape(input.shape[:-1]), reduction, size_average, reduce)
