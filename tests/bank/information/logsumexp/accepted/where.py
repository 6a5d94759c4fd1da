"""Shifts by 0 where the largest score is infinite."""

import torch


def logsumexp(x, dim=-1):
    m = x.detach().amax(dim, keepdim=True)
    m = torch.where(m.isinf(), torch.zeros_like(m), m)
    return ((x - m).exp().sum(dim, keepdim=True).log() + m).squeeze(dim)
