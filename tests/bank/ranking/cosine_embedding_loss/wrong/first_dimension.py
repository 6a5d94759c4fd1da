"""Sums over the batch.

fails: test_cosine_values
says: a sum over the wrong dimension
"""


def cosine(a, b):
    return (a * b).sum(0) / ((a * a).sum(0) * (b * b).sum(0) + 1e-12).sqrt()
