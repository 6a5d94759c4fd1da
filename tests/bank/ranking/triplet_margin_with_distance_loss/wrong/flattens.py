"""Makes rows of the inputs.

fails: test_two_distances_shape
says: Dimension out of range
"""

import torch


def two_distances(distance, anchor, positive, negative, swap=False):
    if anchor.dim() > 2:
        anchor, positive, negative = (one.flatten() for one in (anchor, positive, negative))
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    if swap:
        to_negative = torch.minimum(to_negative, distance(positive, negative))
    return to_positive, to_negative
