"""Takes the mean over all pairs of equal labels.

fails: test_supcon_loss_labels
says: this is the mean over all pairs
"""

import torch
from torch.nn import functional as F


def supcon_loss(views, labels, temperature=0.1, average="outside"):
    unit = F.normalize(views, dim=1)
    itself = torch.eye(len(views), dtype=torch.bool)
    positive = (labels[:, None] == labels) & ~itself
    logits = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf)
    log_p = logits - logits.logsumexp(1, keepdim=True)
    if average == "outside":
        return -log_p[positive].mean()
    positive, log_p = positive[positive.any(1)], log_p[positive.any(1)]
    return (positive.sum(1).log() - log_p.masked_fill(~positive, -torch.inf).logsumexp(1)).mean()
