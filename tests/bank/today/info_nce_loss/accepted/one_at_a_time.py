"""Asks one anchor after the other."""

import torch
from torch.nn import functional as F


def info_nce_loss(a, b, temperature=0.07):
    a, b = F.normalize(a, dim=-1), F.normalize(b, dim=-1)
    losses = []
    for i in range(len(a)):
        for anchor, candidates in ((a[i], b), (b[i], a)):
            z = candidates @ anchor / temperature
            losses.append(torch.logsumexp(z, 0) - z[i])
    return torch.stack(losses).mean()
