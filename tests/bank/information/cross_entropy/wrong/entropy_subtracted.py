"""Subtracts the entropy from the divergence.

fails: test_cross_entropy_values
says: the entropy was subtracted
"""

import torch


def cross_entropy(p, q, dim=-1):
    return kl_divergence(p, q, dim) + torch.xlogy(p, p).sum(dim)
