"""Forgets the offset of the arm.

fails: test_huber_values
says: subtract what makes it meet the parabola
"""

import torch


def huber(d, delta):
    size = d.abs()
    return torch.where(size <= delta, d**2 / 2, delta * size)
