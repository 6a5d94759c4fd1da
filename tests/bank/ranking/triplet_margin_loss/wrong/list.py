"""Stacks the two.

fails: test_two_distances_swap
says: the result is not a tuple of 2 tensors
"""

import torch


def two_distances(anchor, positive, negative, p=2.0, eps=1e-6, swap=False):
    to_positive = distance(anchor, positive, p, eps)
    to_negative = distance(anchor, negative, p, eps)
    if swap:
        to_negative = torch.minimum(to_negative, distance(positive, negative, p, eps))
    return torch.stack([to_positive, to_negative])
