"""Projects a onto b.

fails: test_cosine_values
says: you divided by the second length only
"""


def cosine(a, b):
    return (a * b).sum(-1) / ((b * b).sum(-1) + 1e-12).sqrt()
