"""Ignores swap.

fails: test_two_distances_swap
says: the argument swap was not used
"""


def two_distances(anchor, positive, negative, p=2.0, eps=1e-6, swap=False):
    to_positive = distance(anchor, positive, p, eps)
    to_negative = distance(anchor, negative, p, eps)
    return to_positive, to_negative
