"""Does not hand the dimension on.

fails: test_js_divergence_dim
says: the argument dim was not used
"""


def js_divergence(p, q, dim=-1):
    m = (p + q) / 2
    return (kl_divergence(p, m) + kl_divergence(q, m)) / 2
