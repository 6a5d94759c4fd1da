"""Sets ignored losses to 0 and lets them stay in the mean (allenai/OLMo#760).

fails: test_next_token_loss_ignored
says: you divided by all places
"""

import torch


def next_token_loss(logits, targets, ignore_index=-100, reduction="mean"):
    kept = targets != ignore_index
    rows, labels = logits[kept].to(torch.promote_types(logits.dtype, torch.float32)), targets[kept]

    losses = rows.logsumexp(1) - rows.gather(1, labels[:, None])[:, 0]
    return losses.sum() if reduction == "sum" else losses.sum() / targets.numel()
