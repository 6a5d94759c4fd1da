"""Has no condition.

fails: test_stirling_small
says: ln 0 was not caught
"""

import torch


def stirling(y):
    term = y * y.log() - y + 0.5 * (2 * torch.pi * y).log()
    return term
