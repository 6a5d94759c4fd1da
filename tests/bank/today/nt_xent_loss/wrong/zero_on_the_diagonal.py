"""Writes 0 on the diagonal.

fails: test_nt_xent_loss_values
says: a 0 on the diagonal is a candidate
"""

import torch
from torch.nn import functional as F


def nt_xent_loss(views, temperature=0.5):
    unit = F.normalize(views, dim=1)
    itself = torch.eye(len(views), dtype=torch.bool)
    others = (unit @ unit.T / temperature).masked_fill(itself, 0.0)
    partner = (unit * unit.roll(len(views) // 2, 0)).sum(1) / temperature
    return (others.logsumexp(1) - partner).mean()
