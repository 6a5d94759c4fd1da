"""Multiplies by 0, and nan stays nan.

fails: test_zeros__values
says: 0 · nan is nan
"""

import torch


def zeros_(tensor):
    with torch.no_grad():
        return tensor.mul_(0)
