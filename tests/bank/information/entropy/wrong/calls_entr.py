"""Uses torch's own.

fails: test_entropy_values
says: is torch's own
"""

import torch


def entropy(p, dim=-1):
    return torch.special.entr(p).sum(dim)
