"""Writes into its argument.

fails: test_entropy_dtype
says: changed its argument p
"""

import torch


def entropy(p, dim=-1):
    if not p.requires_grad:
        p[p == 0] = 1e-20
    return torch.where(p > 0, -p * p.log(), 0.0).sum(dim)
