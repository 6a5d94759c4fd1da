"""Forgets the mean.

fails: test_floor_of_all_pairs
says: a model that predicts 0
"""


def floor_of_all_pairs(target):
    return (target**2).mean()
