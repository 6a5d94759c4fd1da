"""Averages over the batch as well.

fails: test_kl_divergence_dim
says: you averaged over the distributions
"""

import torch


def kl_divergence(p, q, dim=-1):
    return torch.where(p > 0, p * (p.log() - q.log()), 0.0).sum(dim).mean()
