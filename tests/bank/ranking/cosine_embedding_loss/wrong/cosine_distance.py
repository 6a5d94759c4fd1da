"""Subtracts from 1 too early.

fails: test_cosine_values
says: the 1 comes in step 2
"""


def cosine(a, b):
    return 1 - (a * b).sum(-1) / ((a * a).sum(-1) * (b * b).sum(-1)).sqrt()
