"""Returns float32 for float64.

fails: test_cross_entropy_dim
says: has the wrong dtype
"""

import torch


def cross_entropy(p, q, dim=-1):
    return -torch.xlogy(p.float(), q.float()).sum(dim)
