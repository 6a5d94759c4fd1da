"""Leaves the third term out.

fails: test_stirling_values
says: the term ½ ln(2πy) is missing
"""

import torch


def stirling(y):
    term = y * y.log() - y
    return torch.where(y > 1, term, 0.0)
