"""Each branch overflows where it is not used.

fails: test_sigmoid_far
says: torch.where hides a bad value, and not its slope
"""

import torch


def sigmoid(x):
    return torch.where(x >= 0, 1 / (1 + torch.exp(-x)), x.exp() / (1 + x.exp()))
