"""The geometric mean for the mixture.

fails: test_js_divergence_values
says: not the root of their product
"""


def js_divergence(p, q, dim=-1):
    m = (p * q).sqrt()
    return (kl_divergence(p, m, dim) + kl_divergence(q, m, dim)) / 2
