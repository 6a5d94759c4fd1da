"""Treats vectors of zeros apart.

fails: test_cosine_gradient
says: the gradient of a vector of zeros is 0 in your function
"""

import torch


def cosine(a, b):
    both = ((a * a).sum(-1) + 1e-12) * ((b * b).sum(-1) + 1e-12)
    return torch.where((a == 0).all(-1), 0, (a * b).sum(-1) / both.sqrt())
