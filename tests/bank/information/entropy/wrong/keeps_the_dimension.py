"""Leaves a dimension of length 1.

fails: test_entropy_dim
says: still there, with length 1
"""

import torch


def entropy(p, dim=-1):
    terms = torch.where(p > 0, -p * p.log(), 0.0)
    return terms.sum(dim, keepdim=terms.dim() > 2)
