"""What F.kl_div does by default.

fails: test_kl_divergence_values
says: divided by the number of outcomes
"""

import torch


def kl_divergence(p, q, dim=-1):
    return torch.where(p > 0, p * (p.log() - q.log()), 0.0).mean(dim)
