"""Hides a row without classes.

fails: test_log_softmax_ruled_out
says: nan, not -inf
"""

import torch


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim, keepdim=True)
    result = shifted - shifted.exp().sum(dim, keepdim=True).log()
    return result.masked_fill(result.isnan(), -torch.inf)
