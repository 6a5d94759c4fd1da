"""Rounds the counts.

fails: test_accumulated_values
says: counts may be sums of weights
"""


def accumulated(means, counts):
    counts = [int(count) for count in counts]
    kept = [(m, c) for m, c in zip(means, counts, strict=True) if c > 0]
    return sum(m * c for m, c in kept) / sum(counts)
