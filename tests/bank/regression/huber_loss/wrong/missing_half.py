"""Forgets the ½ of the parabola.

fails: test_huber_values
says: the ½ of the parabola is missing
"""

import torch


def huber(d, delta):
    size = d.abs()
    return torch.where(size <= delta, d**2, delta * (size - delta / 2))
