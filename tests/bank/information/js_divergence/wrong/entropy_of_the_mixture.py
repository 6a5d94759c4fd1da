"""Forgets what the entropies take off.

fails: test_js_divergence_values
says: subtract the mean entropy
"""

import torch


def js_divergence(p, q, dim=-1):
    m = (p + q) / 2
    return -torch.xlogy(m, m).sum(dim)
