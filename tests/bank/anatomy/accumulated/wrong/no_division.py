"""Multiplies back and stops there.

fails: test_accumulated_values
says: you added up the sums and did not divide
"""


def accumulated(means, counts):
    return sum(m * c for m, c in zip(means, counts, strict=True))
