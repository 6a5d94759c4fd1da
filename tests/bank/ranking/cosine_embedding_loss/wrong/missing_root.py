"""Forgets the root.

fails: test_cosine_values
says: the root is missing
"""


def cosine(a, b):
    return (a * b).sum(-1) / ((a * a).sum(-1) + 1e-12) / ((b * b).sum(-1) + 1e-12)
