"""Detaches the weights.

fails: test_kl_divergence_gradient
says: the weight p has a slope, too
"""

import torch


def kl_divergence(p, q, dim=-1):
    weights = p.detach()
    return torch.where(p > 0, weights * (p.log() - q.log()), 0.0).sum(dim)
