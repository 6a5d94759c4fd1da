"""Writes softplus(-x).

fails: test_softplus_values
says: this is softplus(-x)
"""

import torch


def softplus(x):
    return torch.maximum(-x, torch.zeros_like(x)) + (-x.abs()).exp().log1p()
