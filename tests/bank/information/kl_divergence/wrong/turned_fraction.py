"""Turns the fraction over.

fails: test_kl_divergence_values
says: the fraction is p / q
"""

import torch


def kl_divergence(p, q, dim=-1):
    return torch.where(p > 0, p * (q.log() - p.log()), 0.0).sum(dim)
