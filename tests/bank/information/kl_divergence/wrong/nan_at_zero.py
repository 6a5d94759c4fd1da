"""Types the formula as it stands.

fails: test_kl_divergence_zeros
says: 0 · ln 0 came out as nan
"""


def kl_divergence(p, q, dim=-1):
    return (p * (p.log() - q.log())).sum(dim)
