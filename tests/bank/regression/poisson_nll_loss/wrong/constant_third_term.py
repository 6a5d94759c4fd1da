"""Leaves y out of the third term.

fails: test_stirling_values
says: has y inside the logarithm
"""

import torch


def stirling(y):
    term = y * y.log() - y + 0.5 * 1.8378770664093453
    return torch.where(y > 1, term, 0.0)
