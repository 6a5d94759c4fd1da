"""One number for a whole batch.

fails: test_entropy_dim
says: you summed over everything
also: you removed the zeros from all rows together, or summed over everything
"""

import torch


def entropy(p, dim=-1):
    return torch.where(p > 0, -p * p.log(), 0.0).sum()
