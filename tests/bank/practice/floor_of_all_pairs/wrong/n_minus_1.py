"""Takes torch's default.

fails: test_floor_of_all_pairs
says: this is no estimate with N - 1
"""


def floor_of_all_pairs(target):
    return target.var()
