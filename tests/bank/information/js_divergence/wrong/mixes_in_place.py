"""Builds the mixture in its argument.

fails: test_js_divergence_dim
says: changed its argument p
"""


def js_divergence(p, q, dim=-1):
    old = p.clone()
    m = p.add_(q).div_(2) if not p.requires_grad else (p + q) / 2
    return (kl_divergence(old, m, dim) + kl_divergence(q, m, dim)) / 2
