"""Forgets to halve the mixture.

fails: test_js_divergence_values
says: the 2 is missing
"""


def js_divergence(p, q, dim=-1):
    m = p + q
    return (kl_divergence(p, m, dim) + kl_divergence(q, m, dim)) / 2
