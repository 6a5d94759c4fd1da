"""Flattens, and takes the logarithm of softmax by hand."""

import torch


def next_token_loss(logits, targets, ignore_index=-100, reduction="mean"):
    rows, labels = logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)
    where = (labels != ignore_index).nonzero()[:, 0]
    rows, labels = rows[where], labels[where]
    if rows.dtype != torch.float64:
        rows = rows.float()
    rows = rows - rows.amax(1, keepdim=True)
    losses = rows.exp().sum(1).log() - rows[torch.arange(len(labels)), labels]
    total = losses.sum()
    return total if reduction == "sum" else total / len(labels)
