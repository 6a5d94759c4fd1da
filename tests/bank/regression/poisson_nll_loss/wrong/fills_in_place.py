"""Overwrites the small targets.

fails: test_stirling_small
says: changed its argument y
"""

import torch


def stirling(y):
    small = y <= 1
    y[small] = 1.0
    term = y * y.log() - y + 0.5 * (2 * torch.pi * y).log()
    return term.masked_fill(small, 0.0)
