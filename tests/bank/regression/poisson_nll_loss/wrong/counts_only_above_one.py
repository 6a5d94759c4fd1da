"""Begins at the count 2.

fails: test_stirling_small
says: another condition than y > 1
"""

import torch


def stirling(y):
    term = y * y.log() - y + 0.5 * (2 * torch.pi * y).log()
    return torch.where(y >= 2, term, 0.0)
