"""Takes the root.

fails: test_floor_of_all_pairs
says: this is the standard deviation
"""


def floor_of_all_pairs(target):
    return target.std(correction=0)
