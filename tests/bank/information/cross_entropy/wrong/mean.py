"""Averages over the outcomes.

fails: test_cross_entropy_values
says: divided by the number of outcomes
"""

import torch


def cross_entropy(p, q, dim=-1):
    return -torch.xlogy(p, q).mean(dim)
