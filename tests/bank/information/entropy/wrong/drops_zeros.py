"""Picks the positive entries, which flattens.

fails: test_entropy_zeros
says: each row keeps its own
"""


def entropy(p, dim=-1):
    some = p[p > 0]
    return -(some * some.log()).sum()
