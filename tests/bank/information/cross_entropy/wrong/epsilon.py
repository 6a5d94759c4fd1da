"""A small number inside the logarithm.

fails: test_cross_entropy_zeros
says: a small number inside the logarithm
"""


def cross_entropy(p, q, dim=-1):
    return -(p * (q + 1e-9).log()).sum(dim)
