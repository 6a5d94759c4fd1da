"""Averages with weights of 1 over the count, and shifts the exponentials itself."""

import torch
from torch.nn import functional as F


def supcon_loss(views, labels, temperature=0.1, average="outside"):
    unit = F.normalize(views, dim=1)
    n = len(views)
    off = 1 - torch.eye(n, dtype=views.dtype)
    same = (labels[:, None] == labels).to(views.dtype) * off
    z = unit @ unit.T / temperature
    count = same.sum(1)
    has = count > 0
    z, off, same, count = z[has], off[has], same[has], count[has]

    def log_sum(weights):
        top = z.masked_fill(weights == 0, -torch.inf).amax(1, keepdim=True)
        powers = (z - top).masked_fill(weights == 0, -torch.inf).exp()
        return powers.sum(1).log() + top[:, 0]

    if average == "outside":
        return (log_sum(off) - (same * z).sum(1) / count).mean()
    return (log_sum(off) - log_sum(same) + count.log()).mean()
