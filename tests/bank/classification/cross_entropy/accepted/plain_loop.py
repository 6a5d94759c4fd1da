"""Loops over samples and classes, one number at a time; no tensor has a batch."""

import torch


def log_softmax(x, dim=-1):
    largest = x.amax(dim, keepdim=True)
    total = 0
    for part in (x - largest).split(1, dim):
        total = total + part.exp()
    return x - largest - total.log()


def sample_loss(logits, target):
    if not 0 <= target < len(logits):
        raise IndexError(f"there is no class {target}")
    largest = max(logits.tolist())
    total = 0
    for score in logits:
        total = total + (score - largest).exp()
    return total.log() + largest - logits[target]


def batch_loss(logits, target):
    return torch.stack([sample_loss(row, y) for row, y in zip(logits, target, strict=True)])


def total_weight(target, weight=None, ignore_index=-100):
    total = torch.tensor(0.0, dtype=None if weight is None else weight.dtype)
    for label in target.tolist():
        if label != ignore_index:
            total = total + (1 if weight is None else weight[label])
    return total


def weighted_loss(logits, target, weight=None, ignore_index=-100, reduction="mean"):
    losses = []
    for row, label in zip(logits, target, strict=True):
        if label == ignore_index:
            losses.append(row.new_zeros(()))
        else:
            factor = 1 if weight is None else weight[label]
            losses.append(sample_loss(row, label) * factor)
    total = total_weight(target, weight, ignore_index)
    return reduce_losses(torch.stack(losses), reduction, total)


def soft_loss(logits, target, weight=None, reduction="mean", label_smoothing=0.0):
    losses = []
    for row, q in zip(logits, target, strict=True):
        loss = 0
        for c in range(len(row)):
            smooth = (1 - label_smoothing) * q[c] + label_smoothing / len(row)
            loss = loss + smooth * sample_loss(row, c) * (1 if weight is None else weight[c])
        losses.append(loss)
    return reduce_losses(torch.stack(losses), reduction)


def to_rows(x):
    if x.dim() == 1:
        return torch.stack([x])
    rows = []
    for sample in x:
        rows.extend(sample.reshape(len(sample), -1).unbind(1))
    return torch.stack(rows)
