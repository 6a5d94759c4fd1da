"""Returns the pair in the wrong order.

fails: test_two_distances_hike
says: the positive's distance comes first
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    if swap:
        to_negative = torch.minimum(to_negative, distance(positive, negative))
    return to_negative, to_positive
