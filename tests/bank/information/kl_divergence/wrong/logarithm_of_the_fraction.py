"""The right values, and nan in the slope to q.

fails: test_kl_divergence_gradient_at_zero
says: autograd walked through ln(p / q)
"""

import torch


def kl_divergence(p, q, dim=-1):
    return torch.where(p > 0, p * (p / q).log(), 0.0).sum(dim)
