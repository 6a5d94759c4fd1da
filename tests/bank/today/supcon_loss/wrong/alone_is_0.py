"""Raises the count to 1, and keeps such anchors in the mean (HobbitLong/SupContrast#142).

fails: test_supcon_loss_inside
says: the anchor without a positive is still in the divisor
"""

import torch
from torch.nn import functional as F


def supcon_loss(views, labels, temperature=0.1, average="outside"):
    unit = F.normalize(views, dim=1)
    itself = torch.eye(len(views), dtype=torch.bool)
    positive = (labels[:, None] == labels) & ~itself
    logits = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf)
    log_p = logits - logits.logsumexp(1, keepdim=True)
    count = positive.sum(1)
    if average == "outside":
        return -(log_p.masked_fill(~positive, 0).sum(1) / count.clamp(min=1)).mean()
    inside = count.log() - log_p.masked_fill(~positive, -torch.inf).logsumexp(1)
    return inside.masked_fill(count == 0, 0).mean()
