"""One outcome after the other."""

import torch


def js_divergence(p, q, dim=-1):
    total = 0
    for a, b in zip(p.unbind(dim), q.unbind(dim)):
        m = 0.5 * (a + b)
        total = total + 0.5 * (torch.xlogy(a, a) - torch.xlogy(a, m))
        total = total + 0.5 * (torch.xlogy(b, b) - torch.xlogy(b, m))
    return total
