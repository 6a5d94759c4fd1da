"""Always the last dimension.

fails: test_entropy_dim
says: the argument dim was not used
"""

import torch


def entropy(p, dim=-1):
    return torch.where(p > 0, -p * p.log(), 0.0).sum(-1)
