"""Clamps its argument in place.

fails: test_kl_divergence_dim
says: changed its argument p
"""

import torch


def kl_divergence(p, q, dim=-1):
    if not p.requires_grad:
        p.clamp_(min=1e-30)
    return torch.where(p > 0, p * (p.log() - q.log()), 0.0).sum(dim)
