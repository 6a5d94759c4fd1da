"""Uses torch's own.

fails: test_logsumexp_values
says: is torch's own
"""

import torch


def logsumexp(x, dim=-1):
    return torch.logsumexp(x, dim)
