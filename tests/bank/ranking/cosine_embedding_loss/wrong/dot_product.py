"""Forgets the lengths.

fails: test_cosine_values
says: this is the dot product
"""


def cosine(a, b):
    return (a * b).sum(-1)
