"""Swaps without being asked.

fails: test_two_distances_hike
says: you swapped without being asked to
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    if True:
        to_negative = torch.minimum(to_negative, distance(positive, negative))
    return to_positive, to_negative
