"""Throws the infinite branch away.

fails: test_softplus_extreme
says: its slope is nan all the same
"""

import torch


def softplus(x):
    return torch.where(x > 20, x, x.exp().log1p())
