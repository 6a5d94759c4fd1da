"""Multiplies by the condition.

fails: test_stirling_small
says: 0 · nan is nan
"""

import torch


def stirling(y):
    term = y * y.log() - y + 0.5 * (2 * torch.pi * y).log()
    return (y > 1) * term
