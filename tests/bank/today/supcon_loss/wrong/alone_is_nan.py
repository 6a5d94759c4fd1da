"""Divides by a count of 0 (HobbitLong/SupContrast#141).

fails: test_supcon_loss_inside
says: an anchor without a positive
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
        return -(log_p.masked_fill(~positive, 0).sum(1) / count).mean()
    return (count.log() - log_p.masked_fill(~positive, -torch.inf).logsumexp(1)).mean()
