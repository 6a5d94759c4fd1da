"""Ignores swap.

fails: test_two_distances_hike
says: the argument swap was not used
"""


def two_distances(distance, anchor, positive, negative, swap=False):
    to_positive = distance(anchor, positive)
    to_negative = distance(anchor, negative)
    return to_positive, to_negative
