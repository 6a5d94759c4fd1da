"""Takes the surprise at the impossible for its contribution.

fails: test_entropy_zeros
says: adds nothing to what you expect
"""

import torch


def entropy(p, dim=-1):
    return torch.where(p > 0, -p * p.log(), torch.inf).sum(dim)
