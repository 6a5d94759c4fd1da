"""Measures from the positive to the anchor.

fails: test_two_distances_hike
says: the hike goes from the positive to the anchor
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(positive, anchor)
    to_negative = distance(anchor, negative)
    if swap:
        to_negative = torch.minimum(to_negative, distance(positive, negative))
    return to_positive, to_negative
