"""Takes the entropy of the target for a constant.

fails: test_kl_divergence_gradient
says: the logarithm of p has a slope, too
"""

import torch


def kl_divergence(p, q, dim=-1):
    return torch.where(p > 0, p * (p.detach().log() - q.log()), 0.0).sum(dim)
