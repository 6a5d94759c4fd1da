"""Raises the divisor to 1.

fails: test_next_token_loss_random
says: a mean of nothing is no number
"""

import torch


def next_token_loss(logits, targets, ignore_index=-100, reduction="mean"):
    kept = targets != ignore_index
    rows, labels = logits[kept].to(torch.promote_types(logits.dtype, torch.float32)), targets[kept]

    total = (rows.logsumexp(1) - rows.gather(1, labels[:, None])[:, 0]).sum()
    return total if reduction == "sum" else total / kept.sum().clamp(min=1)
