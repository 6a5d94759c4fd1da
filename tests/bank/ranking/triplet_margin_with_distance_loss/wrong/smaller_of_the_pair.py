"""Compares with the positive's distance.

fails: test_two_distances_hike
says: you compared with the distance from anchor to positive
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    if swap:
        to_negative = torch.minimum(to_negative, to_positive)
    return to_positive, to_negative
