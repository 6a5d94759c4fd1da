"""Forgets the sign.

fails: test_entropy_values
says: this is negative
"""

import torch


def entropy(p, dim=-1):
    return torch.where(p > 0, p * p.log(), 0.0).sum(dim)
