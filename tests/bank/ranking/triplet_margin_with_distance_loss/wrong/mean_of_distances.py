"""Averages the distances.

fails: test_two_distances_shape
says: arguments that were flattened or reduced
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    if swap:
        to_negative = torch.minimum(to_negative, distance(positive, negative))
    if to_positive.dim() and anchor.dim() > 2:
        to_positive = to_positive.mean()
    return to_positive, to_negative
