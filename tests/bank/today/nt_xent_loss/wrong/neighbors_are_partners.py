"""Takes rows 0 and 1 for partners, as another library's labels do (KevinMusgrave/pytorch-metric-learning#179).

fails: test_nt_xent_loss_values
says: rows 0 and 1 were taken for partners
"""

import torch
from torch.nn import functional as F


def nt_xent_loss(views, temperature=0.5):
    unit = F.normalize(views, dim=1)
    itself = torch.eye(len(views), dtype=torch.bool)
    others = (unit @ unit.T / temperature).masked_fill(itself, -torch.inf)
    beside = torch.arange(len(views)) ^ 1
    partner = (unit * unit[beside]).sum(1) / temperature
    return (others.logsumexp(1) - partner).mean()
