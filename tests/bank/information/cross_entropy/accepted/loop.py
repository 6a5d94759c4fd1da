"""One outcome after the other."""

import torch


def cross_entropy(p, q, dim=-1):
    total = torch.zeros_like(p.select(dim, 0))
    for a, b in zip(p.unbind(dim), q.unbind(dim)):
        total = total - torch.xlogy(a, b)
    return total
