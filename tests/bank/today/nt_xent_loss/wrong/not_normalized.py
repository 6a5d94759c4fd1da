"""Takes dot products.

fails: test_nt_xent_loss_values
says: the rows are not divided by their lengths
"""

import torch


def nt_xent_loss(views, temperature=0.5):
    unit = views
    itself = torch.eye(len(views), dtype=torch.bool)
    others = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf)
    partner = (unit * unit.roll(len(views) // 2, 0)).sum(1) / temperature
    return (others.logsumexp(1) - partner).mean()
