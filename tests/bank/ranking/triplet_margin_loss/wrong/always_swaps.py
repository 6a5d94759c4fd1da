"""Swaps without being asked.

fails: test_two_distances_swap
says: you swapped without being asked to
"""

import torch


def two_distances(anchor, positive, negative, p=2.0, eps=1e-6, swap=False):
    to_positive = distance(anchor, positive, p, eps)
    to_negative = distance(anchor, negative, p, eps)
    to_negative = torch.minimum(to_negative, distance(positive, negative, p, eps))
    return to_positive, to_negative
