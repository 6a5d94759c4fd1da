"""Keeps the shape (B, T): losses of 0 where nothing counts, divided by hand."""

import torch


def next_token_loss(logits, targets, ignore_index=-100, reduction="mean"):
    counts = targets != ignore_index
    wide = logits.float() if logits.dtype == torch.float16 else logits
    wide = wide.masked_fill(~counts[..., None], 0)
    labels = targets.masked_fill(~counts, 0)
    picked = wide.gather(-1, labels.unsqueeze(-1)).squeeze(-1)
    total = (torch.logsumexp(wide, dim=-1) - picked).masked_fill(~counts, 0).sum()
    return total if reduction == "sum" else total / counts.sum()
