"""Zips without a look at the lengths.

fails: test_accumulated_empty
says: drops what has no partner
"""


def accumulated(means, counts):
    return sum(m * c for m, c in zip(means, counts) if c) / sum(counts)
