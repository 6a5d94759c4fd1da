"""Averages with equal weights on top of p.

fails: test_entropy_values
says: the weights p already make it a mean
"""

import torch


def entropy(p, dim=-1):
    return torch.where(p > 0, -p * p.log(), 0.0).mean(dim)
