"""The mixture as the world.

fails: test_js_divergence_values
says: the mixture comes second
"""


def js_divergence(p, q, dim=-1):
    m = (p + q) / 2
    return (kl_divergence(m, p, dim) + kl_divergence(m, q, dim)) / 2
