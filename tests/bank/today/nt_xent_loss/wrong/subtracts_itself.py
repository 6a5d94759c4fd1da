"""Subtracts exp(1 / temperature) from plain sums (Lightning-Universe/lightning-bolts#695).

fails: test_nt_xent_loss_candidates
says: an exponential alone overflows
"""

import math

from torch.nn import functional as F


def nt_xent_loss(views, temperature=0.5):
    unit = F.normalize(views, dim=1)
    sums = (unit @ unit.T / temperature).exp().sum(1) - math.exp(1 / temperature)
    partner = (unit * unit.roll(len(views) // 2, 0)).sum(1) / temperature
    return (sums.log() - partner).mean()
