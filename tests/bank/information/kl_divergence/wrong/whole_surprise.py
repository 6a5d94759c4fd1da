"""The cross-entropy.

fails: test_kl_divergence_values
says: your whole surprise
"""

import torch


def kl_divergence(p, q, dim=-1):
    return -torch.xlogy(p, q).sum(dim)
