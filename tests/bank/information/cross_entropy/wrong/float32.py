"""Returns float32 for float64.

fails: test_cross_entropy_dim
says: the cross-entropies have the wrong dtype
also: float32 on the way
"""

import torch


def cross_entropy(p, q, dim=-1):
    return -torch.xlogy(p.float(), q.float()).sum(dim)
