"""Divides by the number of pieces.

fails: test_accumulated_values
says: you divided by the number of pieces
"""


def accumulated(means, counts):
    return sum(m * c for m, c in zip(means, counts, strict=True)) / len(counts)
