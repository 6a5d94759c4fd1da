"""Subtracts in place.

fails: test_floor_of_all_pairs
says: changed its argument target
"""


def floor_of_all_pairs(target):
    target -= target.mean()
    return (target**2).mean()
