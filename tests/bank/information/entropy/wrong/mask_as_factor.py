"""Multiplies by a mask.

fails: test_entropy_zeros
says: 0 · ln 0 came out as nan
"""

import torch


def entropy(p, dim=-1):
    return -((p > 0) * p * torch.log(p)).sum(dim)
