"""Loses the sign.

fails: test_cosine_values
says: the cosine has a sign
"""


def cosine(a, b):
    dot = (a * b).sum(-1)
    return ((dot * dot) / ((a * a).sum(-1) * (b * b).sum(-1) + 1e-24)).sqrt()
