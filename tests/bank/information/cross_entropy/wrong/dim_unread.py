"""Always the last dimension.

fails: test_cross_entropy_dim
says: the argument dim was not used
"""

import torch


def cross_entropy(p, q, dim=-1):
    return -torch.xlogy(p, q).sum(-1)
