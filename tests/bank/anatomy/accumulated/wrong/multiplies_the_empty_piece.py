"""Multiplies the empty piece by 0.

fails: test_accumulated_empty
says: leave the empty piece out
"""


def accumulated(means, counts):
    return sum(m * c for m, c in zip(means, counts, strict=True)) / sum(counts)
