"""Forgets the sign.

fails: test_cross_entropy_values
says: the sign is turned
"""

import torch


def cross_entropy(p, q, dim=-1):
    return torch.xlogy(p, q).sum(dim)
