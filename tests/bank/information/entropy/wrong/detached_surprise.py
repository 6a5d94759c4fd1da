"""Takes the surprise for a constant.

fails: test_entropy_gradient
says: the slope is the surprise alone
"""

import torch


def entropy(p, dim=-1):
    surprise = self_information(p.detach())
    return torch.where(p > 0, p * surprise, 0.0).sum(dim)
