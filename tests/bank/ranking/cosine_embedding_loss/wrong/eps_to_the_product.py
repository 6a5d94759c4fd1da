"""Adds ε to the product.

fails: test_cosine_short
says: you added ε to the product of the lengths
"""


def cosine(a, b):
    lengths = (a * a).sum(-1).sqrt() * (b * b).sum(-1).sqrt()
    return (a * b).sum(-1) / (lengths + 1e-12)
