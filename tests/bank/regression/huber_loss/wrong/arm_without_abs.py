"""Forgets the absolute value in the arm.

fails: test_huber_values
says: the arm on the left falls
"""

import torch


def huber(d, delta):
    size = d.abs()
    return torch.where(size <= delta, d**2 / 2, delta * (d - delta / 2))
