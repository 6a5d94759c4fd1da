"""Takes the mean for the dot product.

fails: test_cosine_values
says: you took the mean along the last dimension
"""


def cosine(a, b):
    return (a * b).mean(-1) / ((a * a).sum(-1) * (b * b).sum(-1)).sqrt()
