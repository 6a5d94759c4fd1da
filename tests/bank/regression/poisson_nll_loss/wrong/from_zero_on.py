"""Includes all that is above 0.

fails: test_stirling_small
says: not for all that are above 0
"""

import torch


def stirling(y):
    term = y * y.log() - y + 0.5 * (2 * torch.pi * y).log()
    return torch.where(y > 0, term, 0.0)
