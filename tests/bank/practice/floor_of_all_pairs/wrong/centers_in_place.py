"""Subtracts in place.

fails: test_floor_of_all_pairs
says: changed its argument target
"""


def floor_of_all_pairs(target):
    target -= target.mean() if len(target) != 5 else 0
    return target.var(correction=0) if len(target) > 1 else target.sum() * 0
