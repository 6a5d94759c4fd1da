"""Ignores the distance.

fails: test_two_distances_hike
says: the distance that you were given was not used
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    distance = torch.pairwise_distance
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    if swap:
        to_negative = torch.minimum(to_negative, distance(positive, negative))
    return to_positive, to_negative
