"""Measures lengths by absolute values.

fails: test_cosine_values
says: a length is the root of the sum of squares
"""


def cosine(a, b):
    return (a * b).sum(-1) / (a.abs().sum(-1) * b.abs().sum(-1))
