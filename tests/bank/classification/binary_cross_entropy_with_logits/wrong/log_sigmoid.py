"""Writes the logarithm of the sigmoid.

fails: test_softplus_values
says: this is ln σ(x)
"""

import torch


def softplus(x):
    return -torch.maximum(-x, torch.zeros_like(x)) - (-x.abs()).exp().log1p()
