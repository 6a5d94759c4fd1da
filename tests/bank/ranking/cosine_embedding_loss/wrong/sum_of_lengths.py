"""Adds the lengths.

fails: test_cosine_values
says: you divided by the sum of the lengths
"""


def cosine(a, b):
    lengths = (a * a).sum(-1).sqrt() + (b * b).sum(-1).sqrt()
    return (a * b).sum(-1) / lengths
