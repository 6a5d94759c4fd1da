"""Measures from the negative to the anchor.

fails: test_two_distances_hike
says: the hike goes from the negative to the anchor
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(anchor, positive)
    to_negative = distance(negative, anchor)
    if swap:
        to_negative = torch.minimum(to_negative, distance(positive, negative))
    return to_positive, to_negative
