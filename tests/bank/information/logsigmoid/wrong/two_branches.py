"""Each branch overflows where it is not used.

fails: test_logsigmoid_far
says: torch.where hides a bad value, and not its slope
"""

import torch


def logsigmoid(x):
    right = -torch.log1p(torch.exp(-x))
    left = x - torch.log1p(torch.exp(x))
    return torch.where(x >= 0, right, left)
