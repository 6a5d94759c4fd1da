"""Forecast and world swapped.

fails: test_cross_entropy_values
says: p and q are swapped
"""

import torch


def cross_entropy(p, q, dim=-1):
    return -torch.xlogy(q, p).sum(dim)
