"""Adds a small number to the probability.

fails: test_nt_xent_loss_extreme
says: a small number inside of a
"""

import torch
from torch.nn import functional as F


def nt_xent_loss(views, temperature=0.5):
    unit = F.normalize(views, dim=1)
    itself = torch.eye(len(views), dtype=torch.bool)
    others = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf)
    partner = (unit * unit.roll(len(views) // 2, 0)).sum(1) / temperature
    p = (partner - others.logsumexp(1)).exp()
    return -(p + 1e-8).log().mean()
