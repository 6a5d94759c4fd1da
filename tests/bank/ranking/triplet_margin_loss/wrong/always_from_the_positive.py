"""Measures from the positive in any case.

fails: test_two_distances_swap
says: the positive is not always nearer
"""


def two_distances(anchor, positive, negative, p=2.0, eps=1e-6, swap=False):
    to_positive = distance(anchor, positive, p, eps)
    to_negative = distance(anchor, negative, p, eps)
    if swap:
        to_negative = distance(positive, negative, p, eps)
    return to_positive, to_negative
