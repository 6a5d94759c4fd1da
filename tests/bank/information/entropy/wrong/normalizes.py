"""Divides by the sum, to be on the safe side.

fails: test_entropy_gradient
says: take the numbers as they are
"""

import torch


def entropy(p, dim=-1):
    p = p / p.sum(dim, keepdim=True)
    return torch.where(p > 0, -p * p.log(), 0.0).sum(dim)
