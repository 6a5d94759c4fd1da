"""Drops what is nan.

fails: test_accumulated_empty
says: only an empty piece may go
"""


def accumulated(means, counts):
    kept = [(m, c) for m, c in zip(means, counts, strict=True) if not m.isnan()]
    return sum(m * c for m, c in kept) / sum(c for _, c in kept)
