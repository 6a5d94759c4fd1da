"""One outcome after the other."""

import torch


def kl_divergence(p, q, dim=-1):
    total = 0
    for a, b in zip(p.unbind(dim), q.unbind(dim)):
        extra = torch.log(a.clamp(min=1e-300)) - torch.log(b)
        total = total + a * extra.masked_fill(a == 0, 0.0)
    return total
