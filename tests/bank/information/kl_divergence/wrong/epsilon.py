"""Adds a small number to both.

fails: test_kl_divergence_zeros
says: a small number inside the logarithm
"""


def kl_divergence(p, q, dim=-1):
    return (p * ((p + 1e-12).log() - (q + 1e-12).log())).sum(dim)
