"""One number for a whole batch.

fails: test_entropy_dim
says: one entropy for each distribution
"""

import torch


def entropy(p, dim=-1):
    return torch.where(p > 0, -p * p.log(), 0.0).sum()
