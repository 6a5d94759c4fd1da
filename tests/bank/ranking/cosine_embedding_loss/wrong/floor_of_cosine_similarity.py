"""Puts a floor under the lengths.

fails: test_cosine_short
says: your ε acts on the lengths
"""


def cosine(a, b):
    length_a = (a * a).sum(-1).sqrt().clamp(min=1e-8)
    length_b = (b * b).sum(-1).sqrt().clamp(min=1e-8)
    return (a * b).sum(-1) / (length_a * length_b)
