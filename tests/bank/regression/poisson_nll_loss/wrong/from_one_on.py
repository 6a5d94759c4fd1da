"""Includes 1.

fails: test_stirling_small
says: at 1 it gives -0.08
"""

import torch


def stirling(y):
    term = y * y.log() - y + 0.5 * (2 * torch.pi * y).log()
    return torch.where(y >= 1, term, 0.0)
