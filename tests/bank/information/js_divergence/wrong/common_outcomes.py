"""Counts only what both draw.

fails: test_js_divergence_zeros
says: that only one of them draws
"""

import torch


def js_divergence(p, q, dim=-1):
    m = (p + q) / 2
    halves = p * (p / m).log() + q * (q / m).log()
    return torch.where((p > 0) & (q > 0), halves, 0.0).sum(dim) / 2
