"""The entropy of the mixture less the mean entropy."""

import torch


def js_divergence(p, q, dim=-1):
    m = (p + q) / 2
    return (torch.xlogy(p, p) / 2 + torch.xlogy(q, q) / 2 - torch.xlogy(m, m)).sum(dim)
