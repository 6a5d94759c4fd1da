"""Types the formula as it stands.

fails: test_logsigmoid_far
says: exp(10000) is inf
"""

import torch


def logsigmoid(x):
    return -torch.log(1 + torch.exp(-x))
