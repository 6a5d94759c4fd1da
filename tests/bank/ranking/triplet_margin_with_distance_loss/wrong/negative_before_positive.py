"""Measures from the negative to the positive.

fails: test_two_distances_hike
says: with swap the positive comes first
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    if swap:
        to_negative = torch.minimum(to_negative, distance(negative, positive))
    return to_positive, to_negative
