"""Projects b onto a.

fails: test_cosine_values
says: you divided by the first length only
"""


def cosine(a, b):
    return (a * b).sum(-1) / ((a * a).sum(-1) + 1e-12).sqrt()
