"""Compares with the positive's distance.

fails: test_two_distances_swap
says: you compared with the distance from anchor to positive
"""

import torch


def two_distances(anchor, positive, negative, p=2.0, eps=1e-6, swap=False):
    to_positive = distance(anchor, positive, p, eps)
    to_negative = distance(anchor, negative, p, eps)
    if swap:
        to_negative = torch.minimum(to_negative, to_positive)
    return to_positive, to_negative
