"""Counts in bits, as most textbooks do.

fails: test_entropy_values
says: these are bits
"""

import torch


def entropy(p, dim=-1):
    return -torch.where(p > 0, p * p.log2(), 0.0).sum(dim)
