"""Adds ε once.

fails: test_cosine_short
says: you left out one of the two ε
"""

import torch


def cosine(a, b):
    both = ((a * a).sum(-1) + 1e-12) * (b * b).sum(-1)
    return torch.where(both == 0, 0, (a * b).sum(-1) / both.sqrt())
