"""Measures from the negative to the positive.

fails: test_two_distances_swap
says: with ε the order of the two points matters
"""

import torch


def two_distances(anchor, positive, negative, p=2.0, eps=1e-6, swap=False):
    to_positive = distance(anchor, positive, p, eps)
    to_negative = distance(anchor, negative, p, eps)
    if swap:
        to_negative = torch.minimum(to_negative, distance(negative, positive, p, eps))
    return to_positive, to_negative
