"""Forgets ε.

fails: test_cosine_short
says: ε is missing
"""


def cosine(a, b):
    return (a * b).sum(-1) / ((a * a).sum(-1) * (b * b).sum(-1)).sqrt()
