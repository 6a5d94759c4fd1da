"""Confuses entropy with impurity.

fails: test_entropy_values
says: the Gini impurity
"""


def entropy(p, dim=-1):
    return 1 - (p**2).sum(dim)
