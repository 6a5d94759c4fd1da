"""Forgets the weights.

fails: test_kl_divergence_values
says: the logarithms are not weighted
"""

import torch


def kl_divergence(p, q, dim=-1):
    return torch.where(p > 0, p.log() - q.log(), 0.0).sum(dim)
