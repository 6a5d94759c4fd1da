"""Divides the sum over 2N anchors by N.

fails: test_nt_xent_loss_values
says: this is the sum divided by N
"""

import torch
from torch.nn import functional as F


def nt_xent_loss(views, temperature=0.5):
    unit = F.normalize(views, dim=1)
    itself = torch.eye(len(views), dtype=torch.bool)
    others = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf)
    partner = (unit * unit.roll(len(views) // 2, 0)).sum(1) / temperature
    return 2 * (others.logsumexp(1) - partner).mean()
