"""Treats the forecast as logits.

fails: test_cross_entropy_values
says: q holds probabilities already
"""


def cross_entropy(p, q, dim=-1):
    return -(p * (q - q.exp().sum(dim, keepdim=True).log())).sum(dim)
