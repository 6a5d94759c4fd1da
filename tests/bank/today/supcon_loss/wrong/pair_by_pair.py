"""Leaves the other positives out of a pair's candidates (KevinMusgrave/pytorch-metric-learning#6).

fails: test_supcon_loss_outside
says: the other positives are missing
"""

import torch
from torch.nn import functional as F


def supcon_loss(views, labels, temperature=0.1, average="outside"):
    unit = F.normalize(views, dim=1)
    itself = torch.eye(len(views), dtype=torch.bool)
    positive = (labels[:, None] == labels) & ~itself
    logits = unit @ unit.T / temperature
    negatives = logits.masked_fill(positive | itself, -torch.inf).logsumexp(1, keepdim=True)
    log_p = logits - torch.logaddexp(logits, negatives)
    anchors = positive.any(1)
    log_p, positive = log_p[anchors], positive[anchors]
    count = positive.sum(1)
    if average == "outside":
        return -(log_p.masked_fill(~positive, 0).sum(1) / count).mean()
    return (count.log() - log_p.masked_fill(~positive, -torch.inf).logsumexp(1)).mean()
