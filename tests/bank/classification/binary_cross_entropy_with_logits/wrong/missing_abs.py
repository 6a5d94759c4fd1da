"""Forgets the absolute value.

fails: test_softplus_values
says: the exponent needs -|x|
"""

import torch


def softplus(x):
    return torch.maximum(x, torch.zeros_like(x)) + (-x).exp().log1p()
