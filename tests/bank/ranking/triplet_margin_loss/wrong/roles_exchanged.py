"""Exchanges anchor and positive.

fails: test_two_distances_swap
says: a swap changes the distance to the negative alone
"""

import torch


def two_distances(anchor, positive, negative, p=2.0, eps=1e-6, swap=False):
    to_positive = distance(anchor, positive, p, eps)
    to_negative = distance(anchor, negative, p, eps)
    if swap:
        other = distance(positive, negative, p, eps)
        to_positive = torch.where(to_negative <= to_positive, other, to_positive)
        to_negative = torch.minimum(to_negative, other)
    return to_positive, to_negative
