"""Leaves the partner out of the candidates.

fails: test_info_nce_loss_values
says: the partner is missing from the candidates
"""

import torch
from torch.nn import functional as F


def info_nce_loss(a, b, temperature=0.07):
    logits = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T / temperature
    others = logits.masked_fill(torch.eye(len(a), dtype=torch.bool), -torch.inf)
    both = (others.logsumexp(1) + others.logsumexp(0)) / 2
    return (both - logits.diagonal()).mean()
