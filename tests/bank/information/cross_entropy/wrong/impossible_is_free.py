"""Masks by the wrong distribution.

fails: test_cross_entropy_zeros
says: the surprise is infinite, not 0
"""

import torch


def cross_entropy(p, q, dim=-1):
    return -torch.where(q > 0, p * q.log(), 0.0).sum(dim)
