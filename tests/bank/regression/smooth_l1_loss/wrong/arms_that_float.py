"""Writes the arm with 1/(2β).

fails: test_smooth_l1_values
says: jumps at the border
"""

import torch


def smooth_l1(d, beta):
    size = d.abs()
    return torch.where(size < beta, d**2 / (2 * beta), size - 1 / (2 * beta))
