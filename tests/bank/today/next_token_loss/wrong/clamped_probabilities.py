"""Keeps logarithms finite by a clamp.

fails: test_next_token_loss_extreme
says: a logit or a probability that was clamped
"""

import torch


def next_token_loss(logits, targets, ignore_index=-100, reduction="mean"):
    kept = targets != ignore_index
    rows, labels = logits[kept].to(torch.promote_types(logits.dtype, torch.float32)), targets[kept]

    p = rows.softmax(1).clamp(min=1e-12)
    losses = -p.gather(1, labels[:, None])[:, 0].log()
    return losses.sum() if reduction == "sum" else losses.mean()
