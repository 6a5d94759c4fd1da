"""A distance has to be symmetric.

fails: test_kl_divergence_values
says: the symmetric sum of both directions
"""


def kl_divergence(p, q, dim=-1):
    return ((p - q) * (p.log() - q.log())).sum(dim)
