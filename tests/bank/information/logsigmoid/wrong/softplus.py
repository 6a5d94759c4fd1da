"""Both signs.

fails: test_logsigmoid_values
says: this is softplus(x)
"""

import torch


def logsigmoid(x):
    return logsumexp(torch.stack([x, torch.zeros_like(x)]), 0)
