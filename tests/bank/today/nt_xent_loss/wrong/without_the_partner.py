"""Counts negatives only in the sum.

fails: test_nt_xent_loss_values
says: the partner is missing from the candidates
"""

import torch
from torch.nn import functional as F


def nt_xent_loss(views, temperature=0.5):
    unit = F.normalize(views, dim=1)
    n = len(views) // 2
    logits = unit @ unit.T / temperature
    same = torch.eye(n, dtype=torch.bool).repeat(2, 2)
    negatives = logits.masked_fill(same, -torch.inf)
    partner = (unit * unit.roll(len(views) // 2, 0)).sum(1) / temperature
    return (negatives.logsumexp(1) - partner).mean()
