"""Takes no gradient as a candidate.

fails: test_nt_xent_loss_random
says: each row is an anchor and a candidate
"""

import torch
from torch.nn import functional as F


def nt_xent_loss(views, temperature=0.5):
    unit = F.normalize(views, dim=1)
    itself = torch.eye(len(views), dtype=torch.bool)
    others = (unit @ unit.T.detach() / temperature).masked_fill(itself, -torch.inf)
    partner = (unit * unit.detach().roll(len(views) // 2, 0)).sum(1) / temperature
    return (others.logsumexp(1) - partner).mean()
