"""Adds a visible number inside the logarithm.

fails: test_entropy_zeros
says: too large to leave the other terms alone
"""


def entropy(p, dim=-1):
    return -(p * (p + 1e-3).log()).sum(dim)
