"""Cuts off as BCELoss does.

fails: test_cross_entropy_zeros
says: cut off at -100
"""


def cross_entropy(p, q, dim=-1):
    return -(p * q.log().clamp(min=-100)).sum(dim)
