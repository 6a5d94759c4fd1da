"""The sum of the two divergences.

fails: test_js_divergence_values
says: take half of it
"""


def js_divergence(p, q, dim=-1):
    m = (p + q) / 2
    return kl_divergence(p, m, dim) + kl_divergence(q, m, dim)
